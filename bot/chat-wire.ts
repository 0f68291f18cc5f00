import type { PrincipalId } from '../domain/ids.js';
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

type Sent = { commandId: string; as: string };

/** `POST /chat/turns`. `commandId` is `web:` and a UUID of the sender's making; the same one again changes nothing. */
export type ChatTurn = Sent & ({ text: string } | ChatPress);

export type ChatPress = {
  action: unknown;
  fields: Readonly<Record<string, string>>;
  /** The key of the message whose button was pressed, where it is one that is in the conversation. */
  message?: string | undefined;
};
