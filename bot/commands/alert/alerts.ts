import type { Action } from '../../../cards/actions.js';
import { alertSettingsCard, alertsCard, incidentNumber, oneAlertCard } from '../../../cards/alert/alert-cards.js';
import { alertAliases, alertWords } from '../../../cards/alert/alert-words.js';
import { refusalText } from '../../../cards/refusal-text.js';
import { suggestionCard } from '../../../cards/suggestion-card.js';
import { type AlertName, alertNames } from '../../../domain/alert/alert.js';
import type { AlertIncident } from '../../../domain/alert/incident.js';
import { incidentId } from '../../../domain/ids.js';
import { mostSeen, type SeenAlert } from '../../../domain/usecases/alert/list-alerts.js';
import { onlyPermitted } from '../../../domain/usecases/common/authority.js';
import { matchRole } from '../../language/match-role.js';
import { readClauses } from '../../language/read-clauses.js';
import { incidentsInWords } from '../../views/read-incidents.js';
import type { Answer, Caller, Command, CommandContext, CommandDeps } from '../command.js';
import { asPart, beginning, type Place, pageOf, pageOfCard } from '../list-page.js';
import { setTyped, splitSettings } from './alert-settings.js';
import { handle } from './incidents.js';
import { lookNow } from './look-now.js';

/** `alerts`: what was found that should not be so, and doing something about it. */
export const alerts: Command = {
  name: 'alerts',
  aliases: ['alert', 'security alerts', 'show alerts'],
  clauses: [],
  synopsis:
    'alerts [<alert>|refresh|settings [<alert>: <setting> <value>, …]|fix <number>|dismiss <number>] [because <reason>]',
  summary: 'Show what was found that should not be so; mend it, dismiss it, look again, or set when it is told.',
  examples: [
    'alerts',
    'alerts dismiss 2 because it is our break-glass account',
    'alerts settings stale accounts: duration 45 days',
  ],
  async run(deps, context) {
    const [, verb, rest = ''] = /^(refresh|settings?|configure|set|fix|dismiss)\b\s*(.*)$/is.exec(context.rest) ?? [];
    switch (verb?.toLowerCase()) {
      case undefined:
        return context.rest === '' ? showAlerts(deps, context, beginning) : showNamed(deps, context, context.rest);
      case 'refresh':
        return refresh(deps, context, rest.trim());
      case 'fix':
      case 'dismiss':
        return handleTyped(deps, context, verb?.toLowerCase() === 'fix' ? 'fix' : 'dismiss', rest);
      default:
        return setOrShow(deps, context, rest.replace(/^(?:of|for)\s+/i, ''));
    }
  },
};

const none =
  'There is no alert that you may see. Whoever administers the directory’s roles sees them, and of a resource or group whoever manages that.';

/** Shows what is open of all alerts that whoever asks may see, from this place on. */
export async function showAlerts(deps: CommandDeps, context: Caller, place: Place, done?: string): Promise<Answer> {
  const seen = await deps.listAlerts(context.actor);
  if (seen.length === 0) return { kind: 'refused', text: none };
  const open = seen.map(openOf);
  const all = open.flat();
  const { shown, ...where } = pageOf(all, ({ id }) => id, place);
  const lines = await linesOf(deps, context, shown);
  const counted = seen.map(({ settings, incidents }, index) => ({
    settings,
    open: open[index]?.length ?? 0,
    hasMore: incidents.length === mostSeen,
  }));
  const card = alertsCard({ alerts: counted, lines, done }, whenOf(deps, context));
  return { kind: 'card', card: asPart(card, { list: { of: 'alerts' }, total: all.length, ...where }) };
}

const openOf = ({ incidents }: SeenAlert): AlertIncident[] => incidents.filter(({ status }) => status === 'open');

/** Incidents with what whoever asks may do about each. */
async function linesOf(deps: CommandDeps, { actor }: Caller, incidents: readonly AlertIncident[]) {
  const { store, directory, clock } = deps;
  const reach = { directory, reads: store.read, now: clock.now() };
  const [lines, managed] = await Promise.all([
    incidentsInWords(deps, incidents),
    onlyPermitted(reach, 'manage', actor, incidents),
  ]);
  const ids = new Set(managed.map(({ id }) => id));
  return lines.map((line) => ({ line, mayManage: ids.has(line.incident.id) }));
}

async function showNamed(deps: CommandDeps, context: CommandContext, words: string, done?: string): Promise<Answer> {
  const found = findAlert(words, showing);
  return 'name' in found ? showOneAlert(deps, context, found.name, beginning, done) : found.answer;
}

/** Shows one alert, with what was found from this place on. */
export async function showOneAlert(
  deps: CommandDeps,
  context: Caller,
  name: AlertName,
  place: Place,
  done?: string,
): Promise<Answer> {
  const seen = await deps.alertOf(name, context.actor);
  if (!seen) return { kind: 'refused', text: none };
  const { settings, maySet, incidents } = seen;
  const { shown, ...where } = pageOf(incidents, ({ id }) => id, place);
  const lines = await linesOf(deps, context, shown);
  const total = incidents.length;
  const card = oneAlertCard({ settings, maySet, lines, count: total, done }, whenOf(deps, context));
  return { kind: 'card', card: asPart(card, { list: { of: 'alert', alert: name }, total, ...where }) };
}

type NamedAlert = { name: AlertName } | { answer: Answer };

const showing = (alert: AlertName): Action => ({ do: 'alert', alert, act: 'show' });

/** The alert that is meant; where that is not certain, those that may be, each with what `offer` does. */
function findAlert(words: string, offer: (name: AlertName) => Action): NamedAlert {
  const candidates = alertNames.map((name) => ({
    id: name,
    name: alertWords[name].title,
    aliases: [...alertAliases[name], name],
  }));
  const match = matchRole(words, candidates);
  if (match.kind === 'exact') return { name: match.match.id };
  const near = match.kind === 'none' ? [] : match.matches;
  const offers = (near.length > 0 ? near : candidates.slice(0, 5)).map(({ id, name }) => ({
    title: name,
    action: offer(id),
  }));
  const why = near.length > 0 ? 'near' : 'unknown-command';
  return { answer: { kind: 'card', card: suggestionCard({ asked: words, why, offers }) } };
}

async function setOrShow(deps: CommandDeps, context: CommandContext, rest: string): Promise<Answer> {
  const { subject, changes } = splitSettings(rest);
  if (subject === '') {
    return showAlertSettings(deps, context, beginning);
  }
  const found = findAlert(subject, (alert) => ({ do: 'ask-alert', alert }));
  if (!('name' in found)) return found.answer;
  return changes === ''
    ? showOneAlert(deps, context, found.name, beginning)
    : setTyped(deps, context, found.name, changes);
}

/** Shows the settings of every alert that whoever asks may see, from this place on. */
export async function showAlertSettings(deps: CommandDeps, { actor }: Caller, place: Place): Promise<Answer> {
  const seen = await deps.listAlerts(actor);
  if (seen.length === 0) return { kind: 'refused', text: none };
  return { kind: 'card', card: pageOfCard(alertSettingsCard(seen), { of: 'alert settings' }, place) };
}

/** Has alerts looked for at once: one, or all that whoever asks may see. */
function refresh(deps: CommandDeps, context: CommandContext, words: string): Promise<Answer> {
  if (words === '' || /^all$/i.test(words)) return lookAgain(deps, context, undefined);
  const found = findAlert(words, (alert) => ({ do: 'alert', alert, act: 'refresh' }));
  return 'name' in found ? lookAgain(deps, context, found.name) : Promise.resolve(found.answer);
}

/** Shows the alert that a button names, or has it looked for at once. */
export const pressAlert = (
  deps: CommandDeps,
  caller: Caller,
  { alert, act }: Extract<Action, { do: 'alert' }>,
): Promise<Answer> => (act === 'show' ? showOneAlert(deps, caller, alert, beginning) : lookAgain(deps, caller, alert));

async function lookAgain(deps: CommandDeps, context: Caller, only: AlertName | undefined): Promise<Answer> {
  const seen = (await deps.listAlerts(context.actor)).map(({ settings }) => settings.name);
  const desired = seen.filter((name) => only === undefined || name === only);
  if (desired.length === 0) return { kind: 'refused', text: none };
  await deps.recordRefresh(desired, context.by);
  const isDone = await lookNow(deps, desired);
  const said = isDone ? 'Looked just now.' : 'Still looking: see again in a moment.';
  return only ? showOneAlert(deps, context, only, beginning, said) : showAlerts(deps, context, beginning, said);
}

async function handleTyped(
  deps: CommandDeps,
  context: CommandContext,
  deed: 'fix' | 'dismiss',
  rest: string,
): Promise<Answer> {
  const said = readClauses(rest, ['justification'], whenOf(deps, context));
  const which = (said.subject ?? '').replace(/^(?:number\s+|no\.?\s*|#)/i, '').replace(/\.$/, '');
  const incident = which === '' ? undefined : await findIncident(deps, context, which);
  if (!incident) return { kind: 'refused', text: which === '' ? usage(deed) : notFound(deps, context) };
  return handle(deps, context, incident, deed, said.justification ?? '');
}

const usage = (deed: string) => `Which one? Type “alerts” to see what was found, and “alerts ${deed}” with its number.`;

/** By the number that stands before it, or by its id: both stay its own when others come and go. */
async function findIncident(
  deps: CommandDeps,
  { actor }: CommandContext,
  which: string,
): Promise<AlertIncident | undefined> {
  const number = which.toLowerCase();
  const seen = (await deps.listAlerts(actor)).flatMap(({ incidents }) => incidents);
  const [only, ...others] = seen.filter(({ id }) => incidentNumber(id) === number);
  if (only) return others.length === 0 ? only : undefined;
  return (await deps.incidentOf(incidentId(which), actor))?.incident;
}

const notFound = (deps: CommandDeps, context: CommandContext) =>
  refusalText({ code: 'INCIDENT_NOT_FOUND' }, whenOf(deps, context));

const whenOf = ({ clock }: CommandDeps, { timeZone }: Caller) => ({ timeZone, now: clock.now() });
