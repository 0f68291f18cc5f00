/** An account of the workspace, as Slack itself describes it. */
export type SlackAccount = { externalId: string; name: string; mail: string | undefined };

/** Why somebody who speaks from Slack is not listened to. */
export type SenderRefusal =
  | { code: 'STRANGER' | 'GUEST' | 'BOT' | 'DEACTIVATED' }
  /** A member like any other, of whom it is not known who they are. */
  | { code: 'NOT_LINKED'; account: SlackAccount };

/** What they are told; undefined where an answer would only start a conversation between programs. */
export const senderRefusalText: Record<SenderRefusal['code'], string | undefined> = {
  STRANGER:
    'Latchkey listens only to members of the workspace it is installed in. Please ask in your own workspace, or ask an administrator here for an account.',
  GUEST:
    'Latchkey cannot take requests from guest accounts. Please use a full member account, or ask an administrator to change yours.',
  BOT: undefined,
  DEACTIVATED: undefined,
  NOT_LINKED:
    'I do not know yet who you are in the directory. Please ask an administrator to set up signing in, so that you can link your Slack account yourself.',
};
