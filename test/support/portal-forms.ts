/** Text of a page as it is read. */
export const unescaped = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** The form with this button: where it goes, and what it carries unseen or filled in. */
export function formIn(html: string, button: string) {
  const form = html
    .split('<form ')
    .slice(1)
    .map((part) => part.slice(0, part.indexOf('</form>')))
    .find((part) => new RegExp(`<button[^>]*(?:aria-label="${button}[^"]*"[^>]*>|>${button}<)`).test(part));
  if (form === undefined) throw new Error(`no form with the button “${button}”`);
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of form.matchAll(/<input [^>]*?name="([^"]+)"[^>]*? value="([^"]*)"/g)) {
    fields[name] = unescaped(value);
  }
  for (const [, name = '', body = ''] of form.matchAll(/<select [^>]*?name="([^"]+)"[^>]*>(.*?)<\/select>/gs)) {
    const chosen = /value="([^"]*)" selected/.exec(body)?.[1];
    if (chosen !== undefined) fields[name] = unescaped(chosen);
  }
  return { action: /action="([^"]+)"/.exec(form)?.[1] ?? '', fields };
}
