import type { Action } from '../../cards/actions.js';
import { requestId } from '../../domain/ids.js';
import { instant } from '../../domain/time.js';
import { showResults, showReviews } from './access-review/access-reviews.js';
import { managedReview } from './access-review/find-review.js';
import { showMyRoles } from './activation/my-roles.js';
import { showAlertSettings, showAlerts, showOneAlert } from './alert/alerts.js';
import { showPending } from './approval/decide.js';
import { showHolders, showHoldings } from './assignment/assignments.js';
import { showEnding } from './assignment/ending.js';
import { showRevocation } from './assignment/revoke-all.js';
import type { Answer, Caller, CommandDeps } from './command.js';
import type { Place } from './list-page.js';
import { showAudit } from './operations/audit.js';
import { showDeadLetters } from './operations/dead-letters.js';
import { showMyRequests } from './requests/cancel.js';
import { showHistory } from './requests/history.js';
import { queryOf, showRequests } from './requests/requests.js';
import { showSettings } from './settings/settings.js';

type Pressed = Extract<Action, { do: 'list' }>;
type Show<Of extends Pressed['list']['of']> = (
  deps: CommandDeps,
  caller: Caller,
  list: Extract<Pressed['list'], { of: Of }>,
  place: Place,
) => Promise<Answer>;

/** How each list is shown: to whom may see it now, whoever was shown its beginning. */
const lists: { [Of in Pressed['list']['of']]: Show<Of> } = {
  requests: (deps, caller, list, place) => showRequests(deps, caller, queryOf(list), place),
  audit: (deps, caller, list, place) => {
    const since = list.since === undefined ? undefined : instant(Date.parse(list.since));
    return showAudit(deps, caller, { ...list, since }, place);
  },
  holders: (deps, caller, { role }, place) => showHolders(deps, caller, role, place),
  holdings: (deps, caller, { principalId }, place) => showHoldings(deps, caller, principalId, place),
  ending: (deps, caller, { days }, place) => showEnding(deps, caller, days, place),
  settings: (deps, caller, { role }, place) => showSettings(deps, caller, role, place),
  pending: (deps, caller, _list, place) => showPending(deps, caller, place),
  'my requests': (deps, caller, _list, place) => showMyRequests(deps, caller, place),
  'my roles': (deps, caller, _list, place) => showMyRoles(deps, caller, place),
  stuck: (deps, caller, _list, place) => showDeadLetters(deps, caller, place),
  alerts: (deps, caller, _list, place) => showAlerts(deps, caller, place),
  alert: (deps, caller, { alert }, place) => showOneAlert(deps, caller, alert, place),
  'alert settings': (deps, caller, _list, place) => showAlertSettings(deps, caller, place),
  history: (deps, caller, { requestId: id }, place) => showHistory(deps, caller, requestId(id), place),
  reviews: (deps, caller, _list, place) => showReviews(deps, caller, place),
  'review results': async (deps, caller, { instanceId }, place) =>
    showResults(deps, caller, await managedReview(deps, caller, instanceId, 'view'), place),
  revocation: (deps, caller, { principalId }, place) => showRevocation(deps, caller, principalId, place),
};

/** Shows the list that a button names, from the place that it names. */
export const pressList = <Of extends Pressed['list']['of']>(
  deps: CommandDeps,
  caller: Caller,
  { list, from, after }: Omit<Pressed, 'list'> & { list: Extract<Pressed['list'], { of: Of }> },
): Promise<Answer> => lists[list.of as Of](deps, caller, list, { from, after });
