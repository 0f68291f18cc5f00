import type { DirectoryGrant } from '../../../../domain/ports/directory.js';
import { accessKey } from '../../../../domain/role/role.js';
import type { Instant } from '../../../../domain/time.js';
import type { Chance } from '../random.js';
import { type Answered, type Asked, type Mischief, startFarEnd } from './far-end.js';
import type { DirectoryCall } from './far-provisioner.js';

/** One change of what the directory holds: put in or moved, or taken out (no `held`). `at` in milliseconds. */
export type Effect = { at: number; key: string; held: { endDateTime?: Instant | undefined } | undefined };

export type FarDirectory = Awaited<ReturnType<typeof startFarDirectory>>;

/**
 * A directory at the end of a wire, and the harshest kind: it lets nothing run out on its own, so whatever Latchkey
 * does not take out stays in. It refuses a writer whose fence was overtaken, and remembers every change it made.
 */
export async function startFarDirectory(chance: Chance) {
  const holds = new Map<string, DirectoryGrant>();
  const fences = new Map<string, number>();
  const effects: Effect[] = [];

  function change(key: string, fence: number, held: DirectoryGrant | undefined): Answered {
    if (fence < (fences.get(key) ?? 0)) return { status: 409, body: {} };
    fences.set(key, fence);
    if (held) holds.set(key, held);
    else if (!holds.delete(key)) return { status: 200, body: {} };
    effects.push({ at: Date.now(), key, held });
    return { status: 200, body: {} };
  }

  function page(after: string, limit: number): Answered {
    const keys = [...holds.keys()].filter((key) => key > after).sort();
    const found = keys.slice(0, limit);
    const next = keys.length > limit ? found.at(-1) : undefined;
    return { status: 200, body: { grants: found.flatMap((key) => holds.get(key) ?? []), next } };
  }

  async function answer(asked: Asked): Promise<Answered> {
    const call = callIn(asked);
    switch (call.do) {
      case 'read':
        return { status: 200, body: { grants: call.accesses.flatMap((access) => holds.get(accessKey(access)) ?? []) } };
      case 'page':
        return page(call.after ?? '', call.limit);
      case 'grant':
        return change(accessKey(call.access), call.fence, { access: call.access, endDateTime: call.endDateTime });
      case 'revoke':
        return change(accessKey(call.access), call.fence, undefined);
    }
  }

  // A look that comes late is the same as one that is not answered.
  const isChange = ({ do: does }: DirectoryCall) => does === 'grant' || does === 'revoke';
  const spares = (asked: Asked, mischief: Mischief) => mischief === 'late' && !isChange(callIn(asked));
  const end = await startFarEnd(chance, { answer, spares });
  return {
    ...end,
    effects,
    /** The keys of the accesses it holds at this moment. */
    held: (): string[] => [...holds.keys()],
  };
}

const callIn = ({ body }: Asked): DirectoryCall => JSON.parse(body);
