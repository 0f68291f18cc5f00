import type { View } from '../../cards/card.js';
import type { Surface } from '../../domain/identity/surface.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Role } from '../../domain/role/role.js';

/**
 * Whom a message is for: one person, or a channel that the operator has set. `account`: the platform's own id of an
 * account that was the person's until now, and is reached for the last time. `about`: the role whose administrators are
 * meant where there is no channel but mail; the directory's own unless given.
 */
export type Recipient =
  | { kind: 'person'; principalId: PrincipalId; account?: string }
  | { kind: 'channel'; channel: 'admins'; about?: Role };

/** Whom a mail is for: a person, at the address they have then, or an address that a rule names. */
export type MailRecipient = Extract<Recipient, { kind: 'person' }> | { kind: 'address'; address: string };

/** Where a posted message is, in its platform's own terms. Plain data; only its messenger reads it. */
export type MessageRef = Record<string, unknown>;

/** Posts and changes messages on one platform. Every method throws AdapterError where the far end fails. */
export type Messenger = {
  surface: Surface;
  /**
   * Posts a view. `key` names this message permanently: a second post with the same key, after an answer that was lost,
   * must not show it twice where the platform makes that possible. `isRetry` says that an earlier try may have landed;
   * the message that did then shows this view, which may be a newer one.
   * Returns `unreachable` when this recipient cannot be reached on this platform (not linked, no channel set).
   */
  post(
    recipient: Recipient,
    view: View,
    message: { key: string; isRetry: boolean },
  ): Promise<MessageRef | 'unreachable'>;
  /** Shows another view in place of the one that was posted. A message that is gone is left gone. */
  update(ref: MessageRef, view: View): Promise<'updated' | 'gone'>;
};
