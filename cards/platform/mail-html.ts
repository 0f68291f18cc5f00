import type { Card, Form, Row, Tone, View } from '../card.js';
import { oneLine, paragraph } from './plain-text.js';

const LINE = 500;
const WORDS = 5000;

/**
 * Renders a view as the HTML of a mail. Nothing in it is fetched from anywhere or runs, and no words of a person are
 * markup. Styles stand on the elements, for many mailboxes take out all others; those that do not get dark colours too.
 */
export function renderMailHtml(view: View): string {
  const { title, parts } = view.kind === 'card' ? cardParts(view) : formParts(view);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${line(title)}</title>
<style>${darkColours}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f4f5f7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="page" style="background:#f4f5f7"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="sheet" style="max-width:560px;background:#ffffff;border:1px solid #dfe2e7;border-radius:8px"><tr><td class="ink" style="padding:24px;${font};color:#1c2430">
<h1 class="ink" style="margin:0 0 12px;font-size:20px;line-height:1.3;font-weight:600;color:#1c2430">${line(title)}</h1>
${parts.join('\n')}
</td></tr></table>
<p class="soft" style="max-width:560px;margin:16px auto 0;${font};font-size:12px;color:#5d6675">Sent by Latchkey. Answers to this mail are not read.</p>
</td></tr></table>
</body>
</html>
`;
}

const font =
  "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5";

const darkColours = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #14181f !important; }
  .sheet { background: #1d232d !important; border-color: #343c4a !important; }
  .ink { color: #e8ebf0 !important; }
  .soft { color: #a3adbc !important; }
  .line { border-color: #343c4a !important; }
  .press { background: #8fb4ff !important; color: #10203f !important; }
  .good { background: #173524 !important; color: #a6e3bd !important; }
  .warning { background: #3b2f10 !important; color: #f2d58a !important; }
  .bad { background: #431d1d !important; color: #f5b5b0 !important; }
  .neutral { background: #2a313d !important; color: #d5dbe5 !important; }
}
`;

const tones: Record<Tone, string> = {
  neutral: 'background:#eceff3;color:#39424f',
  good: 'background:#e2f4e8;color:#14532d',
  warning: 'background:#fdf1d0;color:#6b4a00',
  bad: 'background:#fde5e3;color:#8a1c13',
};

const cardParts = ({ title, status, body, facts, quote, rows, link }: Card) => ({
  title,
  parts: [
    ...(status ? [statusOf(status)] : []),
    ...body.map(words),
    ...(facts.length > 0 ? [factsOf(facts)] : []),
    ...(quote ? [quoteOf(quote)] : []),
    ...(rows.length > 0 ? [rowsOf(rows)] : []),
    ...(link ? [linkOf(link)] : []),
  ],
});

const formParts = ({ title, body }: Form) => ({ title, parts: body.map(words) });

const statusOf = ({ text, tone }: NonNullable<Card['status']>) =>
  `<p style="margin:0 0 16px"><span class="${tone}" style="display:inline-block;padding:3px 10px;border-radius:12px;font-size:14px;${tones[tone]}">${line(text)}</span></p>`;

const words = (text: string) => `<p class="ink" style="margin:0 0 12px;color:#1c2430">${lines(text)}</p>`;

const factsOf = (facts: Card['facts']) =>
  `<table role="presentation" cellpadding="0" cellspacing="0" width="100%" style="margin:0 0 12px">${facts
    .map(
      ({ label, value }) =>
        `<tr><td class="soft" valign="top" style="padding:4px 16px 4px 0;width:1%;white-space:nowrap;color:#5d6675;${font}">${line(label)}</td><td class="ink" valign="top" style="padding:4px 0;color:#1c2430;word-break:break-word;${font}">${line(value)}</td></tr>`,
    )
    .join('')}</table>`;

const quoteOf = ({ label, text }: NonNullable<Card['quote']>) =>
  `<p class="soft" style="margin:0 0 4px;color:#5d6675">${line(label)}</p>
<blockquote class="ink line" style="margin:0 0 16px;padding:2px 0 2px 12px;border-left:3px solid #c6ccd6;color:#1c2430;word-break:break-word">${lines(text)}</blockquote>`;

const rowsOf = (rows: readonly Row[]) =>
  `<ul style="margin:0 0 16px;padding:0 0 0 20px">${rows
    .map(
      ({ title, subtitle }) =>
        `<li class="ink" style="margin:0 0 6px;color:#1c2430">${line(title)}${subtitle === undefined ? '' : `<br><span class="soft" style="color:#5d6675;font-size:14px">${line(subtitle)}</span>`}</li>`,
    )
    .join('')}</ul>`;

const linkOf = ({ title, url }: NonNullable<Card['link']>) =>
  `<p style="margin:20px 0 0"><a class="press" href="${escapeHtml(oneLine(url, WORDS))}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1f4fbf;color:#ffffff;text-decoration:none;font-weight:600">${line(title)}</a></p>`;

const line = (text: string) => escapeHtml(oneLine(text, LINE));
const lines = (text: string) => escapeHtml(paragraph(text, WORDS)).replaceAll('\n', '<br>');

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
