/** Why somebody who speaks from Slack is not listened to. */
export type SpeakerRefusal = { code: 'STRANGER' | 'GUEST' | 'BOT' | 'DEACTIVATED' | 'NOT_LINKED' };

/** What they are told; undefined where an answer would only start a conversation between programs. */
export const speakerRefusalText: Record<SpeakerRefusal['code'], string | undefined> = {
  STRANGER:
    'Latchkey listens only to members of the workspace it is installed in. Please ask in your own workspace, or ask an administrator here for an account.',
  GUEST:
    'Latchkey cannot take requests from guest accounts. Please use a full member account, or ask an administrator to change yours.',
  BOT: undefined,
  DEACTIVATED: undefined,
  NOT_LINKED:
    'I do not know yet who you are in the directory. Please ask an administrator to link your Slack account to your directory account; linking it yourself by signing in once comes with the portal.',
};
