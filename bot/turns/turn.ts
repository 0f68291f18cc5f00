import type { Card, Form } from '../../cards/card.js';
import type { Surface } from '../../domain/identity/surface.js';
import type { CommandId, CorrelationId, PrincipalId, RequestId } from '../../domain/ids.js';
import type { BoundProof } from '../../domain/proof/proofs.js';

/** One inbound message or button press, verified and free of its platform. */
export type Turn = {
  /** The platform's own id of this delivery, prefixed with the surface; a redelivery carries the same one. */
  commandId: CommandId;
  correlationId: CorrelationId;
  surface: Surface;
  /** Who speaks: from the platform's verified identity, never from the payload. */
  actor: PrincipalId;
  /** The network address it came from, where it came by the web: chat platforms do not say. */
  address?: string | undefined;
  /** The caller's IANA time zone, where the platform names it. */
  timeZone?: string | undefined;
  /** What the caller has proven of themself for this very turn, which waited for it. Chat never brings one. */
  proof?: BoundProof | undefined;
  input: /** `opensForms`: a form can be opened in answer (a slash command's trigger); otherwise it is sent as a message. */
    | { kind: 'text'; text: string; opensForms: boolean }
    /** `action` is the button's payload as it came back; `fields` are the values of inputs by their ids. */
    | { kind: 'press'; action: unknown; fields: Readonly<Record<string, string>> };
};

/**
 * The answer to a turn. It is given only once everything the turn changed is stored.
 * - `delivered`: nothing more to say here; the answer is a living card or a stored reply, on its way by the outbox.
 *   For those who have no chat to look into: `said` is that answer in a line, `requestId` what it is about, and `prove`
 *   the address at which the turn waits for a proof.
 * - `said`: one line for the presser alone; the living cards show the rest.
 * - `show`: for a press, the present card in place of the pressed one.
 * - `form`: open this form for the presser (a modal, a dialog, an inline form).
 */
export type Reply =
  | { kind: 'delivered'; said?: string; requestId?: RequestId; prove?: string }
  | { kind: 'said'; text: string }
  | { kind: 'show'; card: Card }
  | { kind: 'form'; form: Form };

/**
 * Handles one turn. Bugs become an apology carrying the correlation id. Throws only AdapterError `unavailable`: nothing
 * is known to be stored, so the platform must not be told "ok" and the person has to be told to try again.
 */
export type HandleTurn = (turn: Turn) => Promise<Reply>;
