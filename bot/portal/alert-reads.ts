import type { IncidentInWords } from '../../cards/alert/alert-words.js';
import { type AlertName, alertNames } from '../../domain/alert/alert.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { SeenAlert } from '../../domain/usecases/alert/list-alerts.js';
import { onlyPermitted } from '../../domain/usecases/common/authority.js';
import type { CommandDeps } from '../commands/command.js';
import { incidentsInWords } from '../views/read-incidents.js';

/** An alert with one page of its incidents, and what the viewer may do about each. */
export type AlertPage = SeenAlert & { lines: readonly { line: IncidentInWords; mayManage: boolean }[] };

/** What the portal shows of alerts, as far as the actor may see them. */
export const alertReads = (deps: CommandDeps) => ({
  alerts: (actor: PrincipalId): Promise<SeenAlert[]> => deps.listAlerts(actor),
  /** One alert with those of its incidents that a page shows; undefined where there is none that the actor may see. */
  async alert(
    name: string,
    actor: PrincipalId,
    page: (incidents: SeenAlert['incidents']) => SeenAlert['incidents'],
  ): Promise<AlertPage | undefined> {
    const known = alertNames.find((each): each is AlertName => each === name);
    const seen = known && (await deps.alertOf(known, actor));
    if (!seen) return undefined;
    const shown = page(seen.incidents);
    const reach = { directory: deps.directory, reads: deps.store.read, now: deps.clock.now() };
    const [lines, managed] = await Promise.all([
      incidentsInWords(deps, shown),
      onlyPermitted(reach, 'manage', actor, shown),
    ]);
    const ids = new Set(managed.map(({ id }) => id));
    return { ...seen, lines: lines.map((line) => ({ line, mayManage: ids.has(line.incident.id) })) };
  },
});
