import type { RequestFacts } from '../../cards/request/request-facts.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Principal } from '../../domain/ports/directory.js';
import type { Role } from '../../domain/role/role.js';
import { listRequestHistory } from '../../domain/usecases/approval/request-history.js';
import { onlyPermitted } from '../../domain/usecases/common/authority.js';
import type { CommandDeps } from '../commands/command.js';
import { fullName, myRolesInWords } from '../views/my-roles-in-words.js';
import { readListFacts } from '../views/read-list-facts.js';

export type SearchResult = {
  /** `activate`: the eligibility of the actor's own by which they may have it. */
  roles: { role: Role; name: string; activate?: string | undefined }[];
  people: Principal[];
  requests: RequestFacts[];
};

const mostEach = 8;
const looked = 100;
/** As many are looked through for those that somebody may view: it is asked with every letter. */
const mostLooked = 500;

/**
 * Finds what is called so: roles of the directory and those the actor may activate, people and groups, requests that
 * the actor may see.
 */
export const search =
  (deps: CommandDeps) =>
  async (text: string, actor: PrincipalId): Promise<SearchResult> => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return { roles: [], people: [], requests: [] };
    const fits = (...said: readonly string[]) => words.every((word) => said.join(' ').toLowerCase().includes(word));
    const [roles, people, requests] = await Promise.all([
      rolesCalled(deps, actor, fits),
      deps.directory.searchPrincipals(text, mostEach),
      requestsAbout(deps, actor, fits),
    ]);
    return { roles, people, requests };
  };

type Fits = (...said: readonly string[]) => boolean;

async function rolesCalled(deps: CommandDeps, actor: PrincipalId, fits: Fits): Promise<SearchResult['roles']> {
  const [{ eligible }, definitions] = await Promise.all([
    myRolesInWords(deps, { actor }),
    deps.directory.roleDefinitions('directory'),
  ]);
  const own = eligible.filter((each) => fits(each.name));
  const others = definitions.filter(
    ({ id, displayName }) =>
      fits(displayName) &&
      !own.some(({ schedule: { role } }) => role.kind === 'directory' && role.roleDefinitionId === id),
  );
  const wholeDirectory = others.map(({ id, displayName: name }) => ({
    role: { kind: 'directory' as const, roleDefinitionId: id, directoryScopeId: '/' },
    name,
  }));
  const reach = { directory: deps.directory, reads: deps.store.read, now: deps.clock.now() };
  return [
    ...own.map(({ schedule, ...words }) => ({ role: schedule.role, name: fullName(words), activate: schedule.id })),
    ...(await onlyPermitted(reach, 'view', actor, wholeDirectory.slice(0, mostEach))),
  ].slice(0, mostEach);
}

async function requestsAbout(deps: CommandDeps, actor: PrincipalId, fits: Fits): Promise<RequestFacts[]> {
  const { store } = deps;
  const [own, viewable] = await Promise.all([
    store.read.requests.list({ principalId: actor, limit: looked }),
    listRequestHistory(deps)({}, actor, looked, mostLooked),
  ]);
  const all = new Map(
    [...own, ...(viewable.ok ? viewable.value.requests : [])].map((request) => [request.id, request]),
  );
  const facts = await readListFacts(deps, [...all.values()]);
  return facts
    .filter(({ request, requestorName, roleName, scopeName = '' }) =>
      fits(
        requestorName,
        roleName,
        scopeName,
        request.justification,
        request.ticketInfo.ticketNumber ?? '',
        request.id,
      ),
    )
    .sort((one, other) => other.request.createdDateTime - one.request.createdDateTime)
    .slice(0, mostEach);
}
