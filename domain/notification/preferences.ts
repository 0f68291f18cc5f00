import type { PrincipalId } from '../ids.js';

/** How somebody hears of what is not theirs to act on. */
export type Channels = 'chat' | 'mail' | 'both';

/** From one time of the day until another, in minutes after midnight where the person is; over midnight where `until` is less. */
export type QuietHours = { from: number; until: number };

/** How somebody wants to be told of what is not theirs to act on: what they have to act on always comes, and at once. */
export type Preferences = {
  principalId: PrincipalId;
  /** Serves the compare-and-swap alone: rises with every write. 0: they have never said anything. */
  version: number;
  channels: Channels;
  quietHours?: QuietHours | undefined;
  /** The zone (IANA) in which they read times, where they chose one. */
  timeZone?: string | undefined;
};

/** What holds for somebody who has said nothing: by chat and by mail, at any time. */
export const noPreferences = (principalId: PrincipalId): Preferences => ({ principalId, version: 0, channels: 'both' });

/** What somebody wants changed; `quietHours`, `timeZone` null: none any more. What is missing stays. */
export type PreferenceChanges = {
  channels?: Channels | undefined;
  quietHours?: QuietHours | null | undefined;
  timeZone?: string | null | undefined;
};

/** The preferences with these changes made. Quiet hours that end when they begin are none. */
export function withChanges(present: Preferences, { channels, quietHours, timeZone }: PreferenceChanges): Preferences {
  const { quietHours: before, timeZone: zoneBefore, ...rest } = present;
  const zone = timeZone === undefined ? zoneBefore : (timeZone ?? undefined);
  const hours = quietHours === undefined ? before : quietHours;
  const areAny = hours !== null && hours !== undefined && hours.from !== hours.until;
  return {
    ...rest,
    channels: channels ?? present.channels,
    ...(areAny && { quietHours: hours }),
    ...(zone !== undefined && { timeZone: zone }),
  };
}

/** True where both say the same. */
export const samePreferences = (one: Preferences, other: Preferences): boolean =>
  one.channels === other.channels &&
  one.timeZone === other.timeZone &&
  one.quietHours?.from === other.quietHours?.from &&
  one.quietHours?.until === other.quietHours?.until;
