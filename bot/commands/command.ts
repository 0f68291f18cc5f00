import type { Action } from '../../cards/actions.js';
import type { Card, Form } from '../../cards/card.js';
import type { CardExtras } from '../../cards/request/request-card.js';
import type { AlertName } from '../../domain/alert/alert.js';
import type { ActivationSettings } from '../../domain/assignment/decide-activation.js';
import type { PrincipalId, RequestId } from '../../domain/ids.js';
import type { AuditLog } from '../../domain/ports/audit-log.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import type { Proofs } from '../../domain/proof/proofs.js';
import type { By } from '../../domain/usecases/common/recording.js';
import type { ClauseName } from '../language/clauses.js';
import type { DeliveryQueue } from '../outbox/delivery.js';
import type { Sightings } from '../views/sightings.js';
import type { Zones } from '../views/zone-of.js';
import type { CommandDescription } from './command-description.js';
import type { UseCases } from './use-cases.js';

/** The use cases and reads that commands drive. */
export type CommandDeps = {
  store: Pick<Store, 'read'>;
  auditLog: AuditLog;
  directory: Directory;
  clock: Clock;
  settings: ActivationSettings;
  queue: Pick<DeliveryQueue, 'deadLetters' | 'failing' | 'kept'>;
  sightings: Sightings;
  zones: Zones;
  /** Has these alerts looked for at once; missing where nothing looks. */
  lookForAlerts?: ((names: readonly AlertName[]) => Promise<void>) | undefined;
} & UseCases;

/** Who speaks, and where they are. */
export type Caller = {
  by: By;
  actor: PrincipalId;
  timeZone: string;
  /** What the caller has freshly proven for this intent. */
  proofsFor(intent: string): Proofs;
};

/** A caller, and what followed the command's name. */
export type CommandContext = Caller & {
  /** The whole text, undecorated, as it would be typed again. */
  text: string;
  /** What follows the command's name. */
  rest: string;
};

/**
 * What a command comes to.
 * - `card`: show this.
 * - `form`: ask for what is missing or wrong.
 * - `changed`: it is done and stored; the living cards show it. `said` is the line for whoever did it, where a card of
 *   their own does not say it all.
 * - `done`: it is done and stored, and this line says all there is to say; `page`: where the portal shows it.
 * - `present`: nothing changed; show how this request stands. `extras`: what is done once it is pressed there.
 * - `refused`: it may not be, and why, with the fix.
 * - `prove`: it waits until whoever wants it proves that it is them. `intent` names what the proof is for, so that it
 *   counts for nothing else; `says` tells people what will then be done. `isWaivable`: it is asked for because the act
 *   is one of administration, for which the operator may switch proofs off.
 */
export type Answer =
  | { kind: 'card'; card: Card }
  | { kind: 'form'; form: Form }
  | { kind: 'changed'; requestId: RequestId; said?: string }
  | { kind: 'done'; said: string; page?: string }
  | { kind: 'present'; requestId: RequestId; extras?: CardExtras }
  | { kind: 'refused'; text: string }
  | { kind: 'prove'; intent: string; needs: Proofs; says: string; isWaivable?: boolean };

export type Fields = Readonly<Record<string, string>>;

export type Command = CommandDescription & {
  /** The parts that may follow its name. */
  clauses: readonly ClauseName[];
  /** Carries out what was typed. */
  run(deps: CommandDeps, context: CommandContext): Promise<Answer>;
  /** What does what was typed once it is pressed, or opens its form with it; undefined where it is not certain. */
  propose?(deps: CommandDeps, context: CommandContext): Promise<Action | undefined>;
  /** Carries out its form, where it has one: `fields` are the values by the inputs' ids. */
  submit?(deps: CommandDeps, context: CommandContext, fields: Fields): Promise<Answer>;
};
