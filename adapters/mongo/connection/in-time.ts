/**
 * What `work` comes to, unless that takes until `end` (on the steady clock): then it throws what `late` makes, and the
 * work is left to end on its own. A database that has fallen silent is so not waited for.
 */
export async function inTime<T>(end: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), end - performance.now());
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
