import type { PrincipalId } from '../../domain/ids.js';
import { after, type Instant, minutes } from '../../domain/time.js';
import type { DeliveryQueue, DeliveryState, Matter } from '../outbox/delivery.js';
import { groupBy } from '../views/group-by.js';
import { readNames } from '../views/read-names.js';
import type { ReadDeps } from '../views/read-request-facts.js';
import { addressees } from './deliver-mail.js';
import { type MatterNow, readMatter } from './read-matter.js';
import { isReach, lanesOf, soon, type Telling, timeout, whomItAsks } from './watch-reach.js';

export type UnreachableDeps = ReadDeps &
  Telling & { queue: Pick<DeliveryQueue, 'ofMatter' | 'want' | 'enqueue' | 'makeDeadLetters'> };

/** What is told is looked at again this much later. */
const later = minutes(10);

/** Somebody who is asked, and how the deliveries stand that ask them. */
type Asked = { who: PrincipalId; theirs: readonly DeliveryState[] };

/**
 * What the administrators are shown now of those who are asked to decide something and whom nothing reaches, and when
 * to look again. Whoever has an address is tried by mail first, whatever the rules say of mail. Nothing is shown where
 * nothing was posted and there is nothing to tell.
 */
export async function readUnreachable(deps: UnreachableDeps, matter: Matter, isPosted: boolean) {
  const now = deps.clock.now();
  const it = await readMatter(deps, matter);
  if (!it) return {};
  const asked = await deliveriesOf(deps, matter, it);
  const those = (how: ReturnType<typeof howAsked>) => asked.filter(({ theirs }) => howAsked(deps, theirs, now) === how);
  const nowhere = those('nowhere');
  const tried = await tryByMail(deps, it, nowhere, now);
  const lost = nowhere.filter(({ who }) => !tried.has(who));
  const isUnsettled = tried.size > 0 || those('unsettled').length > 0;
  const isEverybody = lost.length === it.deciders;
  if (lost.length > 0 && !isUnsettled) await report(deps, it, lost, isEverybody, now);
  if (!isPosted && (isUnsettled || lost.length === 0)) return isUnsettled ? { again: after(now, soon) } : {};
  return {
    view: it.card({ names: await namesOf(deps, lost), isEverybody }),
    about: it.role,
    ...(it.isOpen && { again: after(now, isUnsettled ? soon : later) }),
  };
}

async function deliveriesOf({ queue }: UnreachableDeps, matter: Matter, { asked }: MatterNow): Promise<Asked[]> {
  const deliveries = asked.length > 0 ? await queue.ofMatter(matter) : [];
  const byPerson = groupBy(deliveries, ({ effect }) => whomItAsks(effect)?.principalId);
  return asked.map((who) => ({ who, theirs: byPerson.get(who) ?? [] }));
}

/** Whoever has joined those who decide since, and has not been asked, keeps nobody from being told of the others. */
function howAsked(deps: UnreachableDeps, theirs: Asked['theirs'], now: Instant) {
  if (theirs.length === 0) return 'not-yet';
  if (theirs.some((each) => isReach(deps, each))) return 'delivered';
  const isYoung = ({ state, since }: DeliveryState) =>
    state === 'failing' && since !== undefined && after(since, timeout) > now;
  return theirs.some((each) => each.state === 'waiting' || isYoung(each)) ? 'unsettled' : 'nowhere';
}

/** Those of these who have an address at which they have not been tried, and now are. */
async function tryByMail(
  deps: UnreachableDeps,
  it: MatterNow,
  nowhere: readonly Asked[],
  now: Instant,
): Promise<ReadonlySet<PrincipalId>> {
  // What fails may still go out: another mail beside it would say the same twice.
  const untried = nowhere.filter(({ theirs }) =>
    theirs.every(({ lane, state }) => lane !== 'mail' || state === 'unreachable'),
  );
  if (!deps.post || untried.length === 0) return new Set();
  const keys = new Set(untried.flatMap(({ theirs }) => theirs.map(({ key }) => key)));
  const people = addressees(await deps.directory.principals(untried.map(({ who }) => who)));
  const mails = people.map((to) => ({ to, mail: it.mailTo(to) })).filter(({ mail }) => !keys.has(mail.key));
  for (const { mail } of mails) await deps.queue.enqueue(mail, now);
  return new Set(mails.map(({ to }) => to.principalId));
}

/** It is among the dead letters, and where nobody can decide, whoever brought it about is told so. */
async function report(
  deps: UnreachableDeps,
  it: MatterNow,
  lost: readonly Asked[],
  isEverybody: boolean,
  now: Instant,
) {
  const keys = lost.flatMap(({ theirs }) => {
    if (theirs.some(({ state }) => state === 'failing' || state === 'dead-letter')) return []; // there already, or still being tried
    return theirs.toSorted(chatsFirst).find(({ state }) => state === 'unreachable')?.key ?? [];
  });
  await deps.queue.makeDeadLetters(keys, now);
  if (!isEverybody) return;
  for (const note of it.tellNoReachableApprover(lanesOf(deps))) await deps.queue.enqueue(note, now);
}

/** A chat is what can be tried again with another outcome: whoever gets another address is tried there unasked. */
const chatsFirst = (one: DeliveryState, other: DeliveryState): number =>
  Number(one.lane === 'mail') - Number(other.lane === 'mail') || (one.key < other.key ? -1 : 1);

async function namesOf({ directory }: UnreachableDeps, lost: readonly Asked[]): Promise<string[]> {
  const ids = lost.map(({ who }) => who);
  const known = await readNames(directory, ids);
  return ids.map((id) => known[id] ?? 'Somebody who has left').sort();
}
