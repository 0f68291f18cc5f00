/**
 * A stream of server-sent events that is opened by `open`, which listens to it too. When the server has closed it in
 * favour of a newer one of the same person, it stays closed until its page is looked at again. Returns what ends it.
 */
export function openStream(open: () => EventSource): () => void {
  let source = hold();
  function hold(): EventSource {
    const opened = open();
    opened.addEventListener('made-room', () => opened.close());
    return opened;
  }
  const again = () => {
    if (!document.hidden && source.readyState === EventSource.CLOSED) source = hold();
  };
  document.addEventListener('visibilitychange', again);
  return () => {
    document.removeEventListener('visibilitychange', again);
    source.close();
  };
}
