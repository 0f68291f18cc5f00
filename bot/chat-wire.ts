import type { PrincipalId } from '../domain/ids.js';
import type { Instant } from '../domain/time.js';
import type { Conversation } from './chat-transcript.js';

/** Somebody one can be in the web chat. */
export type ChatPerson = {
  id: PrincipalId;
  /** The short name used in addresses: the part of the user principal name before the `@`. */
  handle: string;
  displayName: string;
  jobTitle?: string | undefined;
  /** IANA name. */
  timeZone: string;
};

/** `GET /chat/people`. `opening`: the columns shown when the address names none. */
export type ChatPeople = { people: readonly ChatPerson[]; opening: readonly Conversation[] };

/** A role that the directory itself says somebody holds; without `until` it is theirs for good. */
export type HeldRole = {
  /** The holder's name. */
  who: string;
  /** The role's name, with its scope where that is less than the whole directory. */
  role: string;
  until?: Instant | undefined;
  /** IANA name of the holder's zone, in which their cards say the same time. */
  timeZone?: string | undefined;
};

/** `GET /chat/directory`: those that end soonest first, the permanent ones last. */
export type ChatDirectory = { grants: readonly HeldRole[] };

type Sent = { commandId: string; as: string };

/** `POST /chat/turns`. `commandId` is `web:` and a UUID of the sender's making; the same one again changes nothing. */
export type ChatTurn = Sent & ({ text: string } | ChatPress);

export type ChatPress = {
  action: unknown;
  fields: Readonly<Record<string, string>>;
  /** The key of the message whose button was pressed, where it is one that is in the conversation. */
  message?: string | undefined;
};
