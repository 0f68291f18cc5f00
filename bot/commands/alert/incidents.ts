import type { Action } from '../../../cards/actions.js';
import { incidentForm } from '../../../cards/alert/alert-forms.js';
import { incidentTitle } from '../../../cards/alert/alert-words.js';
import { refusalText } from '../../../cards/refusal-text.js';
import { definitionOf } from '../../../domain/alert/alert.js';
import type { AlertIncident } from '../../../domain/alert/incident.js';
import { incidentId } from '../../../domain/ids.js';
import type { Refusal } from '../../../domain/refusal.js';
import { type Fix, fixOf } from '../../../domain/usecases/alert/fix-incident.js';
import { incidentsInWords } from '../../views/read-incidents.js';
import { adminArgumentsKept } from '../assignment/admin-arguments.js';
import { askProof, incidentIntent } from '../assignment/admin-proof.js';
import { administer } from '../assignment/administer.js';
import { assigning } from '../assignment/assign.js';
import type { Answer, Caller, CommandDeps, Fields } from '../command.js';
import { keepTerms } from '../words/keep-terms.js';

type Deed = Extract<Action, { do: 'settle-incident' }>['deed'];

/** Opens what has to be known before something is done about an incident, or does it where nothing has. */
export async function askAboutIncident(
  deps: CommandDeps,
  caller: Caller,
  { incidentId: id, deed }: Extract<Action, { do: 'ask-incident' }>,
): Promise<Answer> {
  const found = await deps.incidentOf(incidentId(id), caller.actor);
  if (!found) return refused(deps, caller, { code: 'INCIDENT_NOT_FOUND' });
  const { incident, mayManage } = found;
  if (!mayManage) return refused(deps, caller, { code: 'NOT_PERMITTED', permission: 'manage' });
  if (incident.status === 'resolved') return refused(deps, caller, { code: 'INCIDENT_OVER' });
  if (deed === 'adopt') return adopt(deps, caller, incident);
  if (deed === 'fix' && fixOf(incident) === 'second-factor') return handle(deps, caller, incident, 'fix', '');
  return ask(deps, caller, incident, deed);
}

/** Carries out the filled-in form. */
export async function handleIncident(
  deps: CommandDeps,
  caller: Caller,
  { incidentId: id, deed }: Extract<Action, { do: 'settle-incident' }>,
  fields: Fields,
): Promise<Answer> {
  const found = await deps.incidentOf(incidentId(id), caller.actor);
  if (!found) return refused(deps, caller, { code: 'INCIDENT_NOT_FOUND' });
  return handle(deps, caller, found.incident, deed, (fields.justification ?? '').trim());
}

/** Fixes or dismisses an incident; where a reason is needed and none was given, asks for it. */
export async function handle(
  deps: CommandDeps,
  caller: Caller,
  incident: AlertIncident,
  deed: Deed,
  justification: string,
): Promise<Answer> {
  const fix = fixOf(incident);
  const needsReason = deed === 'dismiss' || fix === 'take-out' || fix === 'remove';
  if (justification === '' && needsReason) return ask(deps, caller, incident, deed);
  const { by } = caller;
  const intent = incidentIntent(deed, incident.id);
  const act = deed === 'fix' ? deps.fixIncident : deps.dismissIncident;
  const outcome = await act(incident.id, justification, caller.proofsFor(intent), by);
  const title = await titleOf(deps, incident);
  if (!outcome.ok) {
    const says = `${deed === 'fix' ? 'Fix' : 'Dismiss'} the alert ${title}`;
    return askProof(outcome.refusal, intent, says) ?? refused(deps, caller, outcome.refusal);
  }
  return { kind: 'done', said: deed === 'dismiss' ? `Dismissed: ${title}.` : `${done[fix]}: ${title}.` };
}

const done: Record<Fix, string> = {
  'second-factor': 'A second factor is asked for from now on',
  'take-out': 'Being taken out of the directory',
  remove: 'Removed',
  none: 'Nothing was done',
};

async function ask(deps: CommandDeps, caller: Caller, incident: AlertIncident, deed: Deed): Promise<Answer> {
  const found = await deps.incidentOf(incident.id, caller.actor);
  if (!found?.mayManage) return refused(deps, caller, { code: 'NOT_PERMITTED', permission: 'manage' });
  if (deed === 'fix' && fixOf(incident) === 'none') {
    return refused(deps, caller, { code: 'NOT_REMEDIABLE', alert: incident.alert });
  }
  if (deed === 'dismiss' && definitionOf(incident.alert).isOperators) {
    return refused(deps, caller, { code: 'ALERT_OF_OPERATOR' });
  }
  const [line] = await incidentsInWords(deps, [incident]);
  if (!line) return refused(deps, caller, { code: 'INCIDENT_NOT_FOUND' });
  return { kind: 'form', form: incidentForm(line, deed, whenOf(deps, caller)) };
}

/** What was found outside is assigned here as well, as it is: by the command for it, with all its rules. */
function adopt(deps: CommandDeps, caller: Caller, { principalId, role, facts }: AlertIncident): Promise<Answer> {
  const { endDateTime } = facts;
  const expiration = endDateTime === undefined ? forGood : ({ type: 'afterDateTime', endDateTime } as const);
  const said = keepTerms({ expiration, justification: '', problems: {} });
  const args = adminArgumentsKept({ role, principalId, level: 'assignment', said }, whenOf(deps, caller));
  return administer(deps, caller, assigning, args);
}

const forGood = { type: 'noExpiration' } as const;

async function titleOf(deps: CommandDeps, incident: AlertIncident): Promise<string> {
  const [line] = await incidentsInWords(deps, [incident]);
  return line ? incidentTitle(line) : incident.key;
}

const whenOf = ({ clock }: CommandDeps, { timeZone }: Caller) => ({ timeZone, now: clock.now() });

const refused = (deps: CommandDeps, caller: Caller, refusal: Refusal): Answer => ({
  kind: 'refused',
  text: refusalText(refusal, whenOf(deps, caller)),
});
