import type { Action } from '../../cards/actions.js';
import { instant } from '../../domain/time.js';
import { showHolders, showHoldings } from './assignments.js';
import { showAudit } from './audit.js';
import type { Answer, CommandDeps, Speaker } from './command.js';
import { queryOf, showRequests } from './requests.js';

type Pressed = Extract<Action, { do: 'list' }>;

/** Shows the list that a button names, from the place that it names. */
export function pressList(deps: CommandDeps, speaker: Speaker, { list, from }: Pressed): Promise<Answer> {
  switch (list.of) {
    case 'requests':
      return showRequests(deps, speaker, queryOf(list), from);
    case 'audit':
      return showAudit(
        deps,
        speaker,
        { ...list, since: list.since === undefined ? undefined : instant(Date.parse(list.since)) },
        from,
      );
    case 'holders':
      return showHolders(deps, speaker, list.role);
    case 'holdings':
      return showHoldings(deps, speaker, list.principalId);
  }
}
