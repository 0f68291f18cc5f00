import type { Action } from '../../../cards/actions.js';
import {
  type AssignmentList,
  type AssignmentRow,
  assignmentsCard,
} from '../../../cards/assignment/assignments-card.js';
import { suggestionCard } from '../../../cards/suggestion-card.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { type PrincipalId, principalId } from '../../../domain/ids.js';
import type { Principal } from '../../../domain/ports/directory.js';
import type { Role } from '../../../domain/role/role.js';
import { may, onlyPermitted } from '../../../domain/usecases/common/authority.js';
import { unclearAmong } from '../../../domain/usecases/common/unclear-names.js';
import { readClauses } from '../../language/read-clauses.js';
import { fullName, inWords, titleWithPlace } from '../../views/my-roles-in-words.js';
import { readRoleWords } from '../../views/read-request-facts.js';
import { zonesOf } from '../../views/zone-of.js';
import type { Answer, Caller, Command, CommandContext, CommandDeps } from '../command.js';
import { beginning, type Place, pageOfCard } from '../list-page.js';
import { choosePrincipal } from '../words/choose-principal.js';
import { askedOf, findAnyRole, type NamedRole } from '../words/find-any-role.js';
import { noSuchRoleText } from '../words/no-such-role-text.js';
import { principalTitle, principalWords } from '../words/principal-words.js';
import { buttonsFor } from './assignment-buttons.js';
import { readEnding, showEnding } from './ending.js';

/** As many are looked through; the portal lists everything. */
const listed = 2_000;
const currentStatuses = ['Granted', 'PendingProvisioning', 'Provisioned', 'PendingRevocation'] as const;

/** What is on its way out is not theirs any more, a last owner apart, whom the directory keeps. */
const isThere = ({ status, refusedSince }: Schedule): boolean =>
  status !== 'PendingRevocation' || refusedSince !== undefined;

/** `assignments`: who has a role, or what somebody has. */
export const assignments: Command = {
  name: 'assignments',
  aliases: ['who has', 'who holds', 'who can activate', 'assignment'],
  clauses: ['scope'],
  synopsis: 'assignments <role> [on <scope>] | assignments of <who> | assignments ending [within <days> days]',
  summary:
    'Show who is eligible for a role and who has it, what somebody has, or what ends soon, as far as you may see it.',
  examples: ['assignments Security Reader', 'assignments of Ada', 'assignments ending within 14 days'],
  async run(deps, context) {
    const when = { timeZone: context.timeZone, now: deps.clock.now() };
    const ending = readEnding(context.rest);
    if (ending !== undefined) return showEnding(deps, context, ending, beginning);
    const { subject, scope } = readClauses(context.rest.replace(/\?$/, ''), ['scope'], when);
    if (subject === undefined) {
      return {
        kind: 'refused',
        text: 'Say of which role or of whom: “assignments Security Reader”, “assignments of Ada”.',
      };
    }
    const called = subject.replace(/^(?:of|for) /i, '');
    const isAboutSomebody = called !== subject && scope === undefined;
    const ofPerson = isAboutSomebody ? await ofSomebody(deps, context, called) : undefined;
    return ofPerson ?? ofRole(deps, context, called, scope);
  },
};

/** What somebody has; undefined where nobody is called so. */
async function ofSomebody(deps: CommandDeps, context: CommandContext, who: string): Promise<Answer | undefined> {
  const { principal, choices } = await choosePrincipal(deps.directory, who);
  if (!principal) {
    const offers = choices.map(({ title, value }) => ({ title, action: holdingsAction(principalId(value)) }));
    if (offers.length === 0) return undefined;
    return { kind: 'card', card: suggestionCard({ asked: who, why: 'near', offers }) };
  }
  return listHoldings(deps, context, principal, beginning);
}

const holdingsAction = (id: PrincipalId): Action => ({
  do: 'list',
  list: { of: 'holdings', principalId: id },
  from: 0,
});

/** Shows what the person that a button names has, from this place on. */
export async function showHoldings(deps: CommandDeps, caller: Caller, id: PrincipalId, place: Place): Promise<Answer> {
  const principal = await deps.directory.principal(id);
  return principal
    ? listHoldings(deps, caller, principal, place)
    : { kind: 'refused', text: 'The directory has nobody like that any more.' };
}

async function listHoldings(deps: CommandDeps, context: Caller, principal: Principal, place: Place): Promise<Answer> {
  const { store } = deps;
  const found = await store.read.schedules.list({
    principalIds: [principal.id],
    statuses: currentStatuses,
    limit: listed,
  });
  const schedules = found.filter(isThere);
  const isOwn = principal.id === context.actor;
  const visible = isOwn ? schedules : await onlyPermitted(reachOf(deps), 'view', context.actor, schedules);
  const managed = new Set(await onlyPermitted(reachOf(deps), 'manage', context.actor, visible));
  const zone = (await zonesOf(deps, [principal.id])).get(principal.id);
  const rows = (await inWords(deps, visible)).map((each): AssignmentRow => {
    return { title: each.name, schedule: each.schedule, zone, buttons: buttonsFor(each.schedule, managed) };
  });
  const title = `Roles of ${await principalWords(deps.directory, principal)}`;
  const none = isOwn ? 'You have no role.' : 'Nothing that you may see.';
  const card = assignmentsCard({ title, none, rows }, whenOf(deps, context));
  return { kind: 'card', card: pageOfCard(card, { of: 'holdings', principalId: principal.id }, place) };
}

async function ofRole(
  deps: CommandDeps,
  context: CommandContext,
  called: string,
  scope: string | undefined,
): Promise<Answer> {
  const found = await findAnyRole(deps, called, scope);
  if (found.kind === 'none') {
    const person = scope === undefined ? await ofSomebody(deps, context, called) : undefined;
    const isNobody = scope === undefined;
    const text = isNobody
      ? `There is no role and nobody called “${called}”. Write the whole name.`
      : noSuchRoleText(found, called, scope);
    return person ?? { kind: 'refused', text };
  }
  if (found.kind === 'offer') {
    const offers = found.roles.map(({ role, words }): { title: string; action: Action } => ({
      title: titleWithPlace(role, words),
      action: { do: 'list', list: { of: 'holders', role }, from: 0 },
    }));
    return { kind: 'card', card: suggestionCard({ asked: askedOf(found, called, scope), why: found.why, offers }) };
  }
  return showHolders(deps, context, found.role, beginning);
}

/** Shows who has the role that is meant, for those who may see it. */
export async function showHolders(deps: CommandDeps, context: Caller, role: Role, place: Place): Promise<Answer> {
  if (!(await may(reachOf(deps), 'view', role, context.actor))) {
    return { kind: 'refused', text: 'You cannot see who has this role. Ask somebody who manages it.' };
  }
  return listHolders(deps, context, { role, words: await readRoleWords(deps.directory, role) }, place);
}

async function listHolders(deps: CommandDeps, context: Caller, found: NamedRole, place: Place): Promise<Answer> {
  const { store, directory } = deps;
  const listedThere = await store.read.schedules.list({
    roles: [found.role],
    statuses: currentStatuses,
    limit: listed,
  });
  const schedules = listedThere.filter(isThere);
  const counted = listedThere.length < listed ? undefined : await countHolders(deps, found.role, schedules);
  const people = await directory.principals([...new Set(schedules.map(({ principalId }) => principalId))]);
  const [unclear, zones] = await Promise.all([
    unclearAmong(directory, people),
    zonesOf(
      deps,
      people.map(({ id }) => id),
    ),
  ]);
  const nameOf = (id: Principal['id']) => {
    const holder = people.find((each) => each.id === id);
    if (!holder) return id;
    return unclear.has(id) ? principalTitle(holder) : holder.displayName;
  };
  const managed = new Set(await onlyPermitted(reachOf(deps), 'manage', context.actor, schedules));
  const rows = schedules
    .map((schedule): AssignmentRow => {
      const { principalId: who } = schedule;
      return { title: nameOf(who), schedule, zone: zones.get(who), buttons: buttonsFor(schedule, managed) };
    })
    .sort((a, b) => a.title.localeCompare(b.title));
  const none = 'Nobody has it, and nobody is eligible for it.';
  const card = assignmentsCard({ title: fullName(found.words), none, rows, counted }, whenOf(deps, context));
  const total = counted && counted.eligible + counted.active + counted.planned;
  return { kind: 'card', card: pageOfCard(card, { of: 'holders', role: found.role }, place, total) };
}

/** How many have a role that more have than are looked through; those who are kept are among what was found. */
async function countHolders(
  { store: { read } }: CommandDeps,
  role: Role,
  found: readonly Schedule[],
): Promise<NonNullable<AssignmentList['counted']>> {
  const [eligible, active, planned] = await Promise.all([
    read.schedules.count({ roles: [role], level: 'eligibility', statuses: currentStatuses }),
    read.schedules.count({ roles: [role], level: 'assignment', statuses: ['PendingProvisioning', 'Provisioned'] }),
    read.schedules.count({ roles: [role], level: 'assignment', statuses: ['Granted'] }),
  ]);
  return { eligible, planned, active: active + found.filter(({ refusedSince }) => refusedSince !== undefined).length };
}

const reachOf = ({ store, directory, clock }: CommandDeps) => ({ directory, reads: store.read, now: clock.now() });
const whenOf = ({ clock }: CommandDeps, { timeZone }: Caller) => ({ timeZone, now: clock.now() });
