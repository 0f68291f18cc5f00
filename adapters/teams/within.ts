/** What `work` comes to, or a `TimeoutError` when it takes longer than `milliseconds`. The work itself goes on. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DOMException('Took too long', 'TimeoutError')), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
