import type { Action } from '../../cards/actions.js';
import { requestId } from '../../domain/ids.js';
import { pressAccessReview } from '../commands/access-review/press-access-review.js';
import { activateAgain } from '../commands/activation/activate-again.js';
import { giveBack } from '../commands/activation/deactivate.js';
import { pressActivation } from '../commands/activation/press-activation.js';
import { askForSettings, setFilledIn } from '../commands/alert/alert-settings.js';
import { pressAlert } from '../commands/alert/alerts.js';
import { askAboutIncident, settleIncident } from '../commands/alert/incidents.js';
import { pressUndoAlert, pressUndoDismissal } from '../commands/alert/undo-alert.js';
import { askSeveral } from '../commands/approval/bulk-review.js';
import { askExtension, pressExtension } from '../commands/approval/extension-review.js';
import { askWhy, pressReview } from '../commands/approval/review-press.js';
import { pressAssignment } from '../commands/assignment/press-assignment.js';
import { pressAskRevokeAll, pressRevokeAll } from '../commands/assignment/revoke-all.js';
import type { Answer, Command, CommandDeps, Fields, Speaker } from '../commands/command.js';
import { helpOf } from '../commands/help.js';
import { beginning } from '../commands/list-page.js';
import { pressEndSessions, pressUnlink } from '../commands/operations/cut-off.js';
import { pressGivePass } from '../commands/operations/enrolment-pass.js';
import { changePreferences } from '../commands/operations/notifications.js';
import { pressReset } from '../commands/operations/reset-proofs.js';
import { settle } from '../commands/operations/stuck.js';
import { pressList } from '../commands/press-list.js';
import { cancelOne } from '../commands/requests/cancel.js';
import { showHistory } from '../commands/requests/history.js';
import { runText } from '../commands/run-text.js';
import { showSettings } from '../commands/settings/settings.js';
import { askSettings, fillSettings, submitSettings } from '../commands/settings/settings-form-press.js';
import { pressUndo } from '../commands/settings/undo-settings.js';

type PressDeps = CommandDeps & { commands: readonly Command[] };
type Press<Do extends Action['do']> = (
  deps: PressDeps,
  speaker: Speaker,
  action: Extract<Action, { do: Do }>,
  fields: Fields,
) => Promise<Answer>;

/** What each button does. It names things by id, so that nothing of a press is read as language. */
const presses: { [Do in Action['do']]: Press<Do> } = {
  run: (deps, speaker, { text }) => runText(deps, speaker, text),
  help: async (deps, _speaker, { command }) => ({ kind: 'card', card: helpOf(deps.commands, command) }),
  history: (deps, speaker, action) => showHistory(deps, speaker, requestId(action.requestId), beginning),
  'ask-assignment': pressAssignment,
  'ask-revoke-all': pressAskRevokeAll,
  'revoke-all': pressRevokeAll,
  'reset-proofs': (deps, speaker, { principalId }) => pressReset(deps, speaker, principalId),
  'end-sessions': pressEndSessions,
  'unlink-account': pressUnlink,
  'give-pass': (deps, speaker, { principalId }) => pressGivePass(deps, speaker, principalId),
  'settle-stuck': (deps, speaker, { act, id }) => settle(deps, speaker, act, id),
  alert: pressAlert,
  'access-review': pressAccessReview,
  'set-channels': (deps, speaker, { channels }) => changePreferences(deps, speaker, { channels }),
  settings: (deps, speaker, { role }) => showSettings(deps, speaker, role),
  'fill-settings': fillSettings,
  list: pressList,
  show: async (_deps, _speaker, action) => ({ kind: 'present', requestId: requestId(action.requestId) }),
  'ask-review': (deps, speaker, action) => askWhy(deps, speaker, action),
  review: pressReview,
  'ask-several': (deps, speaker, action) => askSeveral(deps, speaker, action),
  deactivate: (deps, speaker, { requestId: id, justification }) =>
    giveBack(deps, speaker, requestId(id), justification),
  cancel: (deps, speaker, action) => cancelOne(deps, speaker, requestId(action.requestId)),
  activate: pressActivation,
  'ask-activate': pressActivation,
  'activate-again': (deps, speaker, action) => activateAgain(deps, speaker, requestId(action.requestId)),
  'ask-extension': (deps, speaker, action) => askExtension(deps, speaker, action),
  'decide-extension': pressExtension,
  'ask-settings': askSettings,
  'change-settings': submitSettings,
  'undo-settings': pressUndo,
  'undo-alert': pressUndoAlert,
  'undo-dismissal': pressUndoDismissal,
  'ask-incident': askAboutIncident,
  'settle-incident': settleIncident,
  'ask-alert': (deps, speaker, { alert }) => askForSettings(deps, speaker, alert),
  'change-alert': (deps, speaker, { alert }, fields) => setFilledIn(deps, speaker, alert, fields),
  submit: async (deps, speaker, { form, about }, fields) => {
    const command = deps.commands.find(({ name }) => name === form);
    if (!command?.submit) return runText(deps, speaker, 'help');
    return command.submit(deps, { ...speaker, text: '', rest: about ?? '' }, fields);
  },
};

/** Carries out a press; `fields` are the values of the inputs beside it, by their ids. */
export function press<Do extends Action['do']>(
  deps: PressDeps,
  speaker: Speaker,
  action: Extract<Action, { do: Do }>,
  fields: Fields,
): Promise<Answer> {
  return presses[action.do as Do](deps, speaker, action, fields);
}
