import type { FarSlack } from './far-ends/far-slack.js';
import type { FarTeams } from './far-ends/far-teams.js';
import { slackDoings } from './far-ends/slack-doings.js';
import { teamsDoings } from './far-ends/teams-doings.js';
import { inTeams } from './people.js';
import type { Chance } from './random.js';
import { sender } from './said.js';

type Json = Record<string, unknown>;

export type Deliveries = ReturnType<typeof deliveriesTo>;

/** Delivers what people do, each where they are. Everything resolves with whether it was acknowledged. */
export function deliveriesTo(slack: FarSlack, teams: FarTeams, chance: Chance) {
  const { all, deliver, ended } = sender(chance);
  const inSlack = slackDoings(slack);
  const onTeams = teamsDoings(teams);
  const platformOf = (who: string) => (inTeams.includes(who) ? onTeams : inSlack);
  return {
    all,
    ended,
    /** Writes to Latchkey directly. */
    message: (who: string, text: string): Promise<boolean> => deliver(platformOf(who).message(who, text)),
    /** Types a command, where there are such. */
    command: (who: string, text: string): Promise<boolean> =>
      deliver(inTeams.includes(who) ? onTeams.message(who, text) : inSlack.command(who, text)),
    /** Presses a button with this payload. */
    press: (who: string, action: Json): Promise<boolean> => deliver(platformOf(who).press(who, action)),
  };
}
