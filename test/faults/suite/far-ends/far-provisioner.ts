import type { GrantPage, Provisioner } from '../../../../domain/ports/directory.js';
import { AdapterError, type AdapterErrorCode } from '../../../../domain/ports/system.js';
import type { Access } from '../../../../domain/role/role.js';
import type { Instant } from '../../../../domain/time.js';

/** What the far directory is asked over the wire. */
export type DirectoryCall =
  | { do: 'read'; accesses: readonly Access[] }
  | { do: 'page'; after: string | undefined; limit: number }
  | { do: 'grant'; access: Access; endDateTime?: Instant | undefined; fence: number }
  | { do: 'revoke'; access: Access; fence: number };

/** How long one call may take, in milliseconds: within the lease on a delivery, with its four calls. */
const timeout = 2_000;

/** Carries accesses into the directory at this address, as an adapter of a cloud does: with a deadline, by status. */
export function farProvisioner(url: string): Provisioner {
  async function call(asked: DirectoryCall): Promise<GrantPage> {
    const response = await send(url, asked);
    if (response.ok) return response.json();
    const retryAfter = Number(response.headers.get('retry-after') ?? 0) * 1000;
    throw new AdapterError(codeOf(response.status), `the directory answered ${response.status}`, { retryAfter });
  }
  const readAll = async (accesses: readonly Access[]) => (await call({ do: 'read', accesses })).grants;
  return {
    serves: () => true,
    readAll,
    read: async (access) => (await readAll([access]))[0],
    grants: (after, limit) => call({ do: 'page', after, limit }),
    grant: async (access, terms) => void (await call({ do: 'grant', access, ...terms })),
    revoke: async (access, terms) => void (await call({ do: 'revoke', access, ...terms })),
  };
}

const codeOf = (status: number): AdapterErrorCode => (status === 429 ? 'rate-limited' : 'unavailable');

const send = (url: string, asked: DirectoryCall): Promise<Response> =>
  fetch(url, { method: 'POST', body: JSON.stringify(asked), signal: AbortSignal.timeout(timeout) }).catch((cause) => {
    throw new AdapterError('unavailable', 'the directory did not answer', { cause });
  });
