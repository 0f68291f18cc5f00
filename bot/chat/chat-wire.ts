import type { PrincipalId } from '../../domain/ids.js';
import type { Instant } from '../../domain/time.js';
import type { Conversation } from './chat-transcript.js';

/** Somebody one can be in the web chat: oneself, and in the demo everybody else too. */
export type ChatPerson = {
  id: PrincipalId;
  /** The short name used in addresses: the part of the user principal name before the `@`. */
  handle: string;
  displayName: string;
  jobTitle?: string | undefined;
  /** IANA name. */
  timeZone: string;
};

/**
 * `GET /chat/people`: whom one can be here. `opening`: the columns shown at first, the administrators' channel among them
 * where one may read it. `isDemo`: one may open and close columns, and see what the directory holds.
 */
export type ChatPeople = { people: readonly ChatPerson[]; opening: readonly Conversation[]; isDemo: boolean };

/** A role that the directory itself says somebody holds; without `until` it is theirs permanently. */
export type HeldRole = {
  /** The holder's name. */
  who: string;
  /** The role's name, with its scope where that is less than the whole directory. */
  role: string;
  until?: Instant | undefined;
  /** IANA name of the holder's zone, in which their cards say the same time. */
  timeZone?: string | undefined;
};

/** `GET /chat/directory`, in the demo: those that end soonest first, the permanent ones last. */
export type ChatDirectory = { grants: readonly HeldRole[] };

type Sent = { commandId: string; as: string };

/** `POST /chat/turns`. `as`: in whose conversation, which has to be one's own but in the demo. `commandId` is `web:` and a UUID of the sender's making; the same one again changes nothing. */
export type ChatTurn = Sent & ({ text: string } | ChatPress);

export type ChatPress = {
  action: unknown;
  fields: Readonly<Record<string, string>>;
  /** The key of the message whose button was pressed, where it is one that is in the conversation. */
  message?: string | undefined;
};
