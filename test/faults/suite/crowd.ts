import type { Deliveries } from './deliveries.js';
import type { Offer } from './far-ends/far-slack.js';
import { admins, approvers, mailOf, requestors } from './people.js';
import type { Chance } from './random.js';
import { roleNames } from './seed-organisation.js';

const pause = (milliseconds: number) => new Promise((wait) => setTimeout(wait, milliseconds));
/** Between one thing somebody does and their next, in milliseconds. */
const think = { least: 150, most: 800 };
/** So often somebody presses who is not answered. */
const patientTries = 3;

/**
 * Lets everybody do what they do until `isOver`: ask for roles for a few seconds, give back, cancel, approve, deny,
 * take away and give again. Resolves when the last has stopped.
 */
export async function letPeopleWork(
  { message, command, press }: Deliveries,
  takeOffers: () => Offer[],
  { between, among, chance, whole }: Chance,
  isOver: () => boolean,
): Promise<void> {
  let activations = 0;
  const ways = [message, message, message, command] as const;
  const say = (who: string, text: string) => among(ways)(who, text);

  /** What somebody does next, who asked for `last` before: more often than not something new. */
  function commandOf(last: string): { text: string; role: string } {
    const dice = between(0, 1);
    if (dice < 0.25) return { text: `deactivate ${last}`, role: last };
    if (dice < 0.35) return { text: `cancel ${last}`, role: last };
    if (dice < 0.4) return { text: 'my roles', role: last };
    const role = among(roleNames);
    return { text: `activate ${role} for ${whole(2, 7)}s because wish ${++activations}`, role };
  }

  async function request(who: string): Promise<void> {
    let last = roleNames[0];
    while (!isOver()) {
      const { text, role } = commandOf(last);
      last = role;
      await say(who, text);
      await pause(between(think.least, think.most));
    }
  }

  /** Whoever is not answered presses again, a little later. */
  async function pressUntilTaken({ to, action }: Offer): Promise<void> {
    for (let tries = 0; tries < patientTries; tries += 1) {
      await pause(between(50, 600));
      if (await press(to, action)) return;
    }
  }

  /** Each card is decided by whoever got it, sometimes at once by several, and sometimes by nobody. */
  async function decide(): Promise<void> {
    const underWay: Promise<unknown>[] = [];
    while (!isOver()) {
      const offers = takeOffers().filter(() => chance(0.9));
      for (const { to, action } of offers) {
        const reviewResult = chance(0.8) ? 'Approve' : 'Deny';
        underWay.push(pressUntilTaken({ to, action: { ...action, reviewResult } }));
      }
      await pause(100);
    }
    await Promise.all(underWay);
  }

  /** Decides everything that waits in one go, whether or not its cards have come. */
  async function decideAll(who: string): Promise<void> {
    while (!isOver()) {
      await pause(between(3_000, 8_000));
      await say(who, chance(0.75) ? 'approve all because load' : 'deny all because load');
    }
  }

  /** Takes an eligibility, or everything, from somebody. Returns the roles that were taken. */
  async function takeFrom(whom: string, who: string): Promise<readonly string[]> {
    if (chance(0.25)) {
      await message(who, `revoke all from ${whom} because load now`);
      return roleNames;
    }
    const role = among(roleNames);
    await message(who, `remove ${role} from ${whom} eligible because load`);
    return [role];
  }

  async function administer(who: string): Promise<void> {
    while (!isOver()) {
      await pause(between(500, 1_500));
      const whom = mailOf(among(requestors));
      const taken = await takeFrom(whom, who);
      await pause(between(100, 800));
      for (const role of taken) await message(who, `make ${whom} eligible for ${role} permanently because load`);
    }
  }

  await Promise.all([...requestors.map(request), decide(), ...approvers.map(decideAll), ...admins.map(administer)]);
}
