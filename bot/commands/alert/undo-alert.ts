import type { Action } from '../../../cards/actions.js';
import { alertWords, incidentTitle } from '../../../cards/alert/alert-words.js';
import { refusalText } from '../../../cards/refusal-text.js';
import { settingsInForce } from '../../../domain/alert/alert.js';
import { incidentId } from '../../../domain/ids.js';
import { instant } from '../../../domain/time.js';
import { incidentsInWords } from '../../views/read-incidents.js';
import type { Answer, Caller, CommandDeps } from '../command.js';
import { refusedSettings, saidOf, settingsSaid } from './alert-settings.js';

/**
 * Puts back what a change of an alert's settings lowered, named by the alert and the version it made. Answers with what
 * was put back, or, where the settings have been changed since, how they are.
 */
export async function pressUndoAlert(
  deps: CommandDeps,
  caller: Pick<Caller, 'by' | 'timeZone'>,
  { alert, version }: Extract<Action, { do: 'undo-alert' }>,
): Promise<Answer> {
  const outcome = await deps.undoAlert(alert, version, caller.by);
  if (outcome.ok) return { kind: 'done', said: `Undone. ${saidOf(alert, outcome.value)}` };
  if (outcome.refusal.code !== 'SETTINGS_CHANGED_MEANWHILE') return refusedSettings(deps, caller, outcome.refusal);
  const now = settingsInForce(await deps.store.read.alerts.kept()).find(({ name }) => name === alert);
  const said = now ? ` It is now: ${settingsSaid(now)}.` : '';
  const text = `The alert ${alertWords[alert].title} was changed since, so nothing was undone.${said}`;
  return { kind: 'refused', text };
}

/** Opens an incident again that was dismissed at the moment the button names. */
export async function pressUndoDismissal(
  deps: CommandDeps,
  { by, timeZone }: Pick<Caller, 'by' | 'timeZone'>,
  action: Extract<Action, { do: 'undo-dismissal' }>,
): Promise<Answer> {
  const outcome = await deps.undoDismissal(incidentId(action.incidentId), instant(action.at), by);
  if (!outcome.ok) return { kind: 'refused', text: refusalText(outcome.refusal, { timeZone, now: deps.clock.now() }) };
  const [line] = await incidentsInWords(deps, [outcome.value]);
  const title = line ? incidentTitle(line) : outcome.value.key;
  return { kind: 'done', said: `Reopened: ${alertWords[outcome.value.alert].title}, ${title}.` };
}
