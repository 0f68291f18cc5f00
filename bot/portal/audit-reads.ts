import { Temporal } from 'temporal-polyfill';
import type { AuditFacts } from '../../cards/audit/audit-record.js';
import type { When } from '../../cards/words/format-time.js';
import { activityNames } from '../../domain/audit/activity.js';
import type { AuditCategory, AuditEvent } from '../../domain/audit/audit-event.js';
import { correlationId, type EventId, type PrincipalId } from '../../domain/ids.js';
import type { AuditFilter, AuditPosition } from '../../domain/ports/audit-log.js';
import type { Role } from '../../domain/role/role.js';
import { days, duration, type Instant, instant } from '../../domain/time.js';
import { ownEntry, viewableAudit, viewableEntry } from '../../domain/usecases/audit/viewable-audit.js';
import type { CommandDeps } from '../commands/command.js';
import { zoneOrUtc } from '../language/time/zone.js';
import { auditNames } from '../views/audit-names.js';
import { fullName } from '../views/my-roles-in-words.js';
import { readWordsOf } from '../views/roles-in-use.js';
import { isAbout } from './is-about.js';

/** What a page asks of the audit log; texts are words as somebody typed them, empty where nothing was. */
export type AuditAsk = {
  /** What one did oneself or was done to one, whatever one may view besides. */
  isMine: boolean;
  /** Days in the viewer's zone, `2026-11-21`, both included; or so many days back. */
  from: string;
  to: string;
  days: string;
  /** Words of an activity's name. */
  activity: string;
  category: AuditCategory | undefined;
  result: AuditEvent['result'] | undefined;
  /** Who did it, whom it is about, and which role, by parts of their names. */
  by: string;
  about: string;
  called: string;
  role?: Role | undefined;
  thread: string;
};

/** One page of the audit log, newest first; `next`: after what the next one begins. */
export type AuditPage = { facts: AuditFacts[]; next?: AuditPosition | undefined };

const listed = 50;
/** Entries read at once for a download, while those before are written. */
const downloaded = 2_000;
/** So many people may be meant by a part of a name. */
const mostMeant = 50;

/** What the portal shows of the audit log, each as far as the actor may see it. */
export const auditReads = (deps: CommandDeps) => ({
  /** Undefined where it asks for a role that the actor may not view. */
  async audit(ask: AuditAsk, actor: PrincipalId, when: When, after?: AuditPosition): Promise<AuditPage | undefined> {
    const filter = await filterOf(deps, ask, actor, when);
    if (!filter) return undefined;
    const found = await deps.auditLog.list({ ...filter, order: 'newest', after, limit: listed + 1 });
    const shown = found.slice(0, listed).map((entry) => asSeen(ask, entry, actor));
    const last = shown.at(-1);
    const next = found.length > listed && last ? { at: last.at, id: last.id } : undefined;
    return { facts: await auditNames(deps).of(shown), next };
  },
  /** Everything that such a page leads to, oldest first, some at a time: no more is kept than is being written. */
  async auditDownload(
    ask: AuditAsk,
    actor: PrincipalId,
    when: When,
  ): Promise<AsyncIterable<readonly AuditFacts[]> | undefined> {
    const filter = await filterOf(deps, ask, actor, when);
    return filter && pagesOf(deps, filter, (entry) => asSeen(ask, entry, actor));
  },
  /** One entry; undefined where the actor may not see it. */
  async auditEntry(id: EventId, actor: PrincipalId): Promise<AuditFacts | undefined> {
    const entry = await viewableEntry(deps)(id, actor);
    return entry && (await auditNames(deps).of([entry]))[0];
  },
});

const asSeen = ({ isMine }: AuditAsk, entry: AuditEvent, actor: PrincipalId): AuditEvent =>
  isMine ? (ownEntry(entry, actor) ?? entry) : entry;

/** Reads the next while the last are written: the database and whoever writes do not wait for each other. */
async function* pagesOf(
  deps: CommandDeps,
  filter: AuditFilter,
  asSeen: (entry: AuditEvent) => AuditEvent,
): AsyncGenerator<AuditFacts[]> {
  const names = auditNames(deps);
  const read = (after?: AuditPosition) => {
    const page = deps.auditLog.list({ ...filter, order: 'oldest', after, limit: downloaded });
    // Whoever waits for it hears of its fault.
    page.catch(() => undefined);
    return page;
  };
  for (let reading = read(); ; ) {
    const page = await reading;
    const last = page.at(-1);
    const isEnd = page.length < downloaded || last === undefined;
    if (!isEnd) reading = read({ at: last.at, id: last.id });
    if (last) yield await names.of(page.map(asSeen));
    if (isEnd) return;
  }
}

async function filterOf(
  deps: CommandDeps,
  ask: AuditAsk,
  actor: PrincipalId,
  when: When,
): Promise<AuditFilter | undefined> {
  const { isMine, activity, category, result, by, about, role, called, thread } = ask;
  const [actors, subjects] = await Promise.all([meant(deps, by), meant(deps, about)]);
  const input = {
    ...timesOf(ask, when),
    activities: activity === '' ? undefined : activityNames.filter((name) => isAbout(activity, name)),
    category,
    result,
    actors,
    subjects,
    involving: isMine ? actor : undefined,
    correlationId: thread === '' ? undefined : correlationId(thread),
    role,
  };
  const viewable = await viewableAudit(deps)(input, actor);
  if (!viewable.ok) return undefined;
  return called === '' ? viewable.value : narrowed(deps, viewable.value, called);
}

/** Those whom a part of a name may mean; undefined where none is given. */
async function meant({ directory }: CommandDeps, text: string): Promise<PrincipalId[] | undefined> {
  if (text === '') return undefined;
  return (await directory.searchPrincipals(text, mostMeant)).map(({ id }) => id);
}

/** Only the roles, of those that may be looked at, whose names have these words. */
async function narrowed(deps: CommandDeps, filter: AuditFilter, called: string): Promise<AuditFilter> {
  const known = filter.roles?.among ?? (await deps.auditLog.roles());
  const wordsOf = await readWordsOf(deps, known);
  const among = known.filter((role) => isAbout(called, fullName(wordsOf(role))));
  return { ...filter, roles: { among, andNone: false } };
}

function timesOf({ from, to, days: count }: AuditAsk, { timeZone, now }: When) {
  const last = Number(count);
  const since =
    midnight(from, timeZone, 0) ?? (last > 0 ? instant(Math.max(0, now - duration(days(1) * last))) : undefined);
  return { since, before: midnight(to, timeZone, 1) };
}

/** When a day begins there, or so many days later; undefined where it is none. */
function midnight(day: string, timeZone: string, more: number): Instant | undefined {
  try {
    const date = Temporal.PlainDate.from(day).add({ days: more });
    return instant(date.toZonedDateTime(zoneOrUtc(timeZone)).epochMilliseconds);
  } catch {
    return undefined;
  }
}
