import type { ServerResponse } from 'node:http';

/** Whose stream it is: one browser's, of one person. Where nobody is signed in, both are the address it comes from. */
export type StreamOwner = { session: string; person: string };

/** How many streams of server-sent events may be open at once. */
type StreamLimits = { ofSession: number; ofPerson: number; inAll: number };

/** Browsers open six connections to one server; several of them, on several devices, are still few. */
const usual: StreamLimits = { ofSession: 8, ofPerson: 16, inAll: 2000 };

/** What is not taken by its reader stays in memory: beyond this many bytes the stream is cut off. */
const mostUnread = 1_000_000;

/** The event by which a page hears that its stream made room for a newer one, and need not come back on its own. */
const madeRoom = 'event: made-room\ndata: {}\n\n';

/** The streams of server-sent events that this process holds open, for all pages together. */
export type OpenStreams = {
  /** Takes one in. What is one too many makes room: the oldest of the same session, of the same person, or of whoever has most. */
  admit(response: ServerResponse, owner: StreamOwner): void;
  /** Writes to a stream that is open still, and cuts off one whose reader has stopped reading. */
  write(response: ServerResponse, text: string): void;
  /** How many are open. */
  size(): number;
};

/** Makes the count of open streams, within `limits`. */
export function openStreams(limits: StreamLimits = usual): OpenStreams {
  // In the order in which they were opened.
  const open = new Map<ServerResponse, StreamOwner>();
  const oldestOver = (most: number, isAlike: (owner: StreamOwner) => boolean): ServerResponse | undefined => {
    const alike = [...open].filter(([, owner]) => isAlike(owner));
    return alike.length > most ? alike[0]?.[0] : undefined;
  };
  const makeRoom = (response: ServerResponse | undefined) => {
    if (!response) return;
    open.delete(response);
    if (!response.writableEnded) response.end(madeRoom);
  };
  return {
    admit(response, owner) {
      open.set(response, owner);
      response.on('close', () => open.delete(response));
      makeRoom(oldestOver(limits.ofSession, ({ session }) => session === owner.session));
      makeRoom(oldestOver(limits.ofPerson, ({ person }) => person === owner.person));
      if (open.size <= limits.inAll) return;
      const greediest = ownerOfMost(open.values());
      makeRoom(oldestOver(0, ({ person }) => person === greediest));
    },
    write(response, text) {
      // Not `writable`, which an answer stays once it has ended.
      if (response.writableEnded) return;
      if (response.writableLength > mostUnread) response.destroy();
      else response.write(text);
    },
    size: () => open.size,
  };
}

function ownerOfMost(owners: Iterable<StreamOwner>): string | undefined {
  const counts = new Map<string, number>();
  for (const { person } of owners) counts.set(person, (counts.get(person) ?? 0) + 1);
  return [...counts].reduce<[string, number] | undefined>(
    (most, each) => (most && most[1] >= each[1] ? most : each),
    undefined,
  )?.[0];
}
