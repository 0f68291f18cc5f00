/**
 * Gets one of our own pages as a document. A request reads it and no script parses text as markup, which the content
 * policy would not let it. Rejects when the page cannot be had, or leads to the sign-in.
 */
export function fetchPage(address: string, signal?: AbortSignal): Promise<Document> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', address);
    request.setRequestHeader('accept', 'text/html');
    request.responseType = 'document';
    request.onload = () => {
      const page = request.responseXML;
      const isIt = request.status === 200 && new URL(request.responseURL).pathname === new URL(address).pathname;
      if (page && isIt) resolve(page);
      else reject(new Error(`no page: ${request.status}`));
    };
    request.onerror = () => reject(new Error('not reached'));
    request.onabort = () => reject(new Error('no longer wanted'));
    signal?.addEventListener('abort', () => request.abort());
    request.send();
  });
}
