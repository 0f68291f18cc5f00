import type { Action } from '../../cards/actions.js';
import { requestId } from '../../domain/ids.js';
import { pressAccessReview } from '../commands/access-review/press-access-review.js';
import { activateAgain } from '../commands/activation/activate-again.js';
import { giveBack } from '../commands/activation/deactivate.js';
import { pressActivation } from '../commands/activation/press-activation.js';
import { askForSettings, setFilledIn } from '../commands/alert/alert-settings.js';
import { pressAlert } from '../commands/alert/alerts.js';
import { askAboutIncident, handleIncident } from '../commands/alert/incidents.js';
import { pressUndoAlert, pressUndoDismissal } from '../commands/alert/undo-alert.js';
import { askSeveral } from '../commands/approval/bulk-decision.js';
import { askExtension, pressExtension } from '../commands/approval/extension-decision.js';
import { askWhy, pressDecision } from '../commands/approval/press-decision.js';
import { pressAssignment } from '../commands/assignment/press-assignment.js';
import { pressAskRevokeAll, pressRevokeAll } from '../commands/assignment/revoke-all.js';
import type { Answer, Caller, Command, CommandDeps, Fields } from '../commands/command.js';
import { helpOf } from '../commands/help.js';
import { beginning } from '../commands/list-page.js';
import { pressEndSessions, pressUnlink } from '../commands/operations/cut-off.js';
import { resolve } from '../commands/operations/dead-letters.js';
import { pressGivePass } from '../commands/operations/enrolment-pass.js';
import { changePreferences } from '../commands/operations/notifications.js';
import { pressReset } from '../commands/operations/reset-proofs.js';
import { pressList } from '../commands/press-list.js';
import { cancelOne } from '../commands/requests/cancel.js';
import { showHistory } from '../commands/requests/history.js';
import { runText } from '../commands/run-text.js';
import { showSettings } from '../commands/settings/settings.js';
import { askSettings, fillSettings, submitSettings } from '../commands/settings/settings-form-press.js';
import { pressUndo } from '../commands/settings/undo-settings.js';

type PressDeps = CommandDeps & { commands: readonly Command[] };
type PressHandler<Do extends Action['do']> = (
  deps: PressDeps,
  caller: Caller,
  action: Extract<Action, { do: Do }>,
  fields: Fields,
) => Promise<Answer>;

/** What each button does. It names things by id, so that nothing of a press is read as language. */
const presses: { [Do in Action['do']]: PressHandler<Do> } = {
  run: (deps, caller, { text }) => runText(deps, caller, text),
  help: async (deps, _caller, { command }) => ({ kind: 'card', card: helpOf(deps.commands, command) }),
  history: (deps, caller, action) => showHistory(deps, caller, requestId(action.requestId), beginning),
  'ask-assignment': pressAssignment,
  'ask-revoke-all': pressAskRevokeAll,
  'revoke-all': pressRevokeAll,
  'reset-proofs': (deps, caller, { principalId }) => pressReset(deps, caller, principalId),
  'end-sessions': pressEndSessions,
  'unlink-account': pressUnlink,
  'give-pass': (deps, caller, { principalId }) => pressGivePass(deps, caller, principalId),
  'settle-stuck': (deps, caller, { act, id }) => resolve(deps, caller, act, id),
  alert: pressAlert,
  'access-review': pressAccessReview,
  'set-channels': (deps, caller, { channels }) => changePreferences(deps, caller, { channels }),
  settings: (deps, caller, { role }) => showSettings(deps, caller, role),
  'fill-settings': fillSettings,
  list: pressList,
  show: async (_deps, _caller, action) => ({ kind: 'present', requestId: requestId(action.requestId) }),
  'ask-review': (deps, caller, action) => askWhy(deps, caller, action),
  review: pressDecision,
  'ask-several': (deps, caller, action) => askSeveral(deps, caller, action),
  deactivate: (deps, caller, { requestId: id, justification }) => giveBack(deps, caller, requestId(id), justification),
  cancel: (deps, caller, action) => cancelOne(deps, caller, requestId(action.requestId)),
  activate: pressActivation,
  'ask-activate': pressActivation,
  'activate-again': (deps, caller, action) => activateAgain(deps, caller, requestId(action.requestId)),
  'ask-extension': (deps, caller, action) => askExtension(deps, caller, action),
  'decide-extension': pressExtension,
  'ask-settings': askSettings,
  'change-settings': submitSettings,
  'undo-settings': pressUndo,
  'undo-alert': pressUndoAlert,
  'undo-dismissal': pressUndoDismissal,
  'ask-incident': askAboutIncident,
  'settle-incident': handleIncident,
  'ask-alert': (deps, caller, { alert }) => askForSettings(deps, caller, alert),
  'change-alert': (deps, caller, { alert }, fields) => setFilledIn(deps, caller, alert, fields),
  submit: async (deps, caller, { form, about }, fields) => {
    const command = deps.commands.find(({ name }) => name === form);
    if (!command?.submit) return runText(deps, caller, 'help');
    return command.submit(deps, { ...caller, text: '', rest: about ?? '' }, fields);
  },
};

/** Carries out a press; `fields` are the values of the inputs beside it, by their ids. */
export function press<Do extends Action['do']>(
  deps: PressDeps,
  caller: Caller,
  action: Extract<Action, { do: Do }>,
  fields: Fields,
): Promise<Answer> {
  return presses[action.do as Do](deps, caller, action, fields);
}
