import type { AdapterErrorCode } from '../../domain/ports/system.js';

/** What Latchkey delivers to. */
export type FarEnd = 'directory' | 'slack' | 'teams' | 'web' | 'mail';

/** The names of what Latchkey delivers to, as they stand in a sentence. */
export const farEndNames: Record<FarEnd, string> = {
  directory: 'the directory',
  slack: 'Slack',
  teams: 'Teams',
  web: 'the web chat',
  mail: 'the mail server',
};

const answers: Record<AdapterErrorCode, string> = {
  unavailable: 'cannot be reached, or is failing',
  timeout: 'does not answer in time',
  'rate-limited': 'takes no more for the moment',
  rejected: 'refuses it',
  unauthorised: 'does not give Latchkey the right to do it',
  'not-found': 'does not know it any more',
  'last-owner': 'keeps the last owner of a group',
};

/** Says what a far end answers, from the code of its fault; without one the fault is Latchkey's own. */
export const answerWords = (farEnd: FarEnd, code: AdapterErrorCode | undefined): string =>
  code === undefined ? 'Latchkey itself failed; its log says more' : `${farEndNames[farEnd]} ${answers[code]}`;
