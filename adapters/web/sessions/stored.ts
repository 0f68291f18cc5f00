import type { Request } from 'express';

/**
 * Settled once what belongs to this browser's cookie is stored: to be awaited before a request is answered whose answer
 * leads to another, for express-session sends the answer's head before it has stored anything. Throws when it cannot be.
 */
export const stored = (request: Request): Promise<void> => completed((done) => request.session.save(done));

/** Settled once this browser has a cookie that nobody knew before, to which nothing belongs yet. Throws when it cannot. */
export const renewed = (request: Request): Promise<void> => completed((done) => request.session.regenerate(done));

const completed = (work: (done: (fault: unknown) => void) => unknown) =>
  new Promise<void>((resolve, reject) => {
    work((fault) => (fault ? reject(fault) : resolve()));
  });
