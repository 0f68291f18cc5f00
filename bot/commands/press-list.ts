import type { Action } from '../../cards/actions.js';
import { requestId } from '../../domain/ids.js';
import { instant } from '../../domain/time.js';
import { showResults, showReviews } from './access-review/access-reviews.js';
import { managedReview } from './access-review/find-review.js';
import { showMyRoles } from './activation/my-roles.js';
import { showAlertSettings, showAlerts, showOneAlert } from './alert/alerts.js';
import { showPending } from './approval/review.js';
import { showHolders, showHoldings } from './assignment/assignments.js';
import { showEnding } from './assignment/ending.js';
import { showRevocation } from './assignment/revoke-all.js';
import type { Answer, CommandDeps, Speaker } from './command.js';
import type { Place } from './list-page.js';
import { showAudit } from './operations/audit.js';
import { showStuck } from './operations/stuck.js';
import { showMyRequests } from './requests/cancel.js';
import { showHistory } from './requests/history.js';
import { queryOf, showRequests } from './requests/requests.js';
import { showSettings } from './settings/settings.js';

type Pressed = Extract<Action, { do: 'list' }>;
type Show<Of extends Pressed['list']['of']> = (
  deps: CommandDeps,
  speaker: Speaker,
  list: Extract<Pressed['list'], { of: Of }>,
  place: Place,
) => Promise<Answer>;

/** How each list is shown: to whom may see it now, whoever was shown its beginning. */
const lists: { [Of in Pressed['list']['of']]: Show<Of> } = {
  requests: (deps, speaker, list, place) => showRequests(deps, speaker, queryOf(list), place),
  audit: (deps, speaker, list, place) => {
    const since = list.since === undefined ? undefined : instant(Date.parse(list.since));
    return showAudit(deps, speaker, { ...list, since }, place);
  },
  holders: (deps, speaker, { role }, place) => showHolders(deps, speaker, role, place),
  holdings: (deps, speaker, { principalId }, place) => showHoldings(deps, speaker, principalId, place),
  ending: (deps, speaker, { days }, place) => showEnding(deps, speaker, days, place),
  settings: (deps, speaker, { role }, place) => showSettings(deps, speaker, role, place),
  pending: (deps, speaker, _list, place) => showPending(deps, speaker, place),
  'my requests': (deps, speaker, _list, place) => showMyRequests(deps, speaker, place),
  'my roles': (deps, speaker, _list, place) => showMyRoles(deps, speaker, place),
  stuck: (deps, speaker, _list, place) => showStuck(deps, speaker, place),
  alerts: (deps, speaker, _list, place) => showAlerts(deps, speaker, place),
  alert: (deps, speaker, { alert }, place) => showOneAlert(deps, speaker, alert, place),
  'alert settings': (deps, speaker, _list, place) => showAlertSettings(deps, speaker, place),
  history: (deps, speaker, { requestId: id }, place) => showHistory(deps, speaker, requestId(id), place),
  reviews: (deps, speaker, _list, place) => showReviews(deps, speaker, place),
  'review results': async (deps, speaker, { instanceId }, place) =>
    showResults(deps, speaker, await managedReview(deps, speaker, instanceId, 'view'), place),
  revocation: (deps, speaker, { principalId }, place) => showRevocation(deps, speaker, principalId, place),
};

/** Shows the list that a button names, from the place that it names. */
export const pressList = <Of extends Pressed['list']['of']>(
  deps: CommandDeps,
  speaker: Speaker,
  { list, from, after }: Omit<Pressed, 'list'> & { list: Extract<Pressed['list'], { of: Of }> },
): Promise<Answer> => lists[list.of as Of](deps, speaker, list, { from, after });
