import { alertLoweredCard, dismissedCard } from '../../cards/alert/alert-lowered-card.js';
import { incidentTitle } from '../../cards/alert/alert-words.js';
import type { Card } from '../../cards/card.js';
import { settingsLoweredCard, type Undoable } from '../../cards/settings/settings-lowered-card.js';
import type { RuleId } from '../../cards/settings/settings-words.js';
import { settingsInForce } from '../../domain/alert/alert.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import type { Lowering } from '../../domain/proof/lowering.js';
import { may } from '../../domain/usecases/common/authority.js';
import type { ClaimedDelivery } from '../outbox/delivery.js';
import type { Recipient } from '../outbox/messenger.js';
import { incidentsInWords } from '../views/read-incidents.js';
import { readNames } from '../views/read-names.js';
import { readRoleWords } from '../views/read-request-facts.js';
import { readApproverNames } from '../views/settings-facts.js';
import { rolesBehind } from './tell-of-lowering.js';

type Deps = { store: Pick<Store, 'read'>; directory: Directory; clock: Clock };
type Effect = Extract<ClaimedDelivery['effect'], { kind: 'lowered' }>;

/**
 * What is shown now of a control that was lowered, or of what undid that: with *Undo* for those who may press it, for as
 * long as the version that the change made is in force.
 */
export async function readLowered(deps: Deps, effect: Effect): Promise<Card | undefined> {
  const { what, lowering, changedBy, recipient } = effect;
  const undoable = what === 'undone' ? 'to-know' : await undoableFor(deps, lowering, recipient);
  const names = await readNames(deps.directory, [changedBy]);
  const told = { what, undoable, changedBy: names[changedBy] ?? 'An administrator' };
  switch (lowering.of) {
    case 'settings':
      return settingsCardOf(deps, lowering, told);
    case 'alert':
      return alertLoweredCard({ ...told, ...lowering });
    case 'incident':
      return incidentCardOf(deps, lowering, told);
  }
}

async function undoableFor(deps: Deps, lowering: Lowering, recipient: Recipient): Promise<Undoable> {
  if (!(await isInForce(deps, lowering))) return 'over';
  return (await mayUndo(deps, lowering, recipient)) ? 'yes' : 'to-know';
}

type Told = { what: Effect['what']; undoable: Undoable; changedBy: string };

async function settingsCardOf(
  { store, directory }: Deps,
  { role, version, ...changed }: Extract<Lowering, { of: 'settings' }>,
  told: Told,
): Promise<Card> {
  const { rules } = await store.read.policies.of(role);
  const [before, after] = [
    { ...rules, ...changed.before },
    { ...rules, ...changed.after },
  ];
  const [words, names] = await Promise.all([
    readRoleWords(directory, role),
    readApproverNames(directory, before, after),
  ]);
  const rulesTold = Object.keys(changed.after) as RuleId[];
  return settingsLoweredCard({ ...words, ...told, role, version, names, rules: rulesTold, before, after });
}

async function incidentCardOf(
  deps: Deps,
  { incidentId, at, justification }: Extract<Lowering, { of: 'incident' }>,
  told: Told,
): Promise<Card | undefined> {
  const incident = await deps.store.read.alerts.incident(incidentId);
  const [line] = incident ? await incidentsInWords(deps, [incident]) : [];
  if (!incident || !line) return undefined;
  const { alert } = incident;
  return dismissedCard({ ...told, alert, incidentId, at, justification, title: incidentTitle(line) });
}

/** Whether what a change made is still so, and undoing it would put something back. */
async function isInForce({ store }: Deps, lowering: Lowering): Promise<boolean> {
  const { policies, alerts } = store.read;
  switch (lowering.of) {
    case 'settings': {
      const { version, undo } = await policies.of(lowering.role);
      return version === lowering.version && undo !== undefined;
    }
    case 'alert': {
      const found = settingsInForce(await alerts.kept()).find(({ name }) => name === lowering.alert);
      return found?.version === lowering.version && found.undo !== undefined;
    }
    case 'incident': {
      const incident = await alerts.incident(lowering.incidentId);
      return incident?.status === 'dismissed' && incident.dismissal?.at === lowering.at;
    }
  }
}

/** Administrators alone read their channel; anybody else has to be able to make the change. */
async function mayUndo(deps: Deps, lowering: Lowering, recipient: Recipient): Promise<boolean> {
  if (recipient.kind === 'channel') return true;
  const { store, directory, clock } = deps;
  const reach = { directory, reads: store.read, now: clock.now() };
  const roles = await rolesBehind(deps, lowering);
  const answers = await Promise.all(roles.map((role) => may(reach, 'manage', role, recipient.principalId)));
  return answers.includes(true);
}
