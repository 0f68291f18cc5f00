import { activity } from '../../audit/activity.js';
import {
  type PreferenceChanges,
  type Preferences,
  samePreferences,
  withChanges,
} from '../../notification/preferences.js';
import type { Store } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';
import { type By, recorderFor } from '../common/recording.js';

/** Changes how whoever speaks wants to be told; nobody changes anybody else's. Returns what then holds. */
export const changePreferences =
  ({ store, clock, ids }: { store: Store; clock: Clock; ids: Ids }) =>
  (changes: PreferenceChanges, by: By): Promise<Preferences> =>
    store.transaction(async (tx) => {
      const present = await tx.preferences.of(by.actor);
      const desired = withChanges(present, changes);
      if (samePreferences(present, desired)) return present;
      await tx.preferences.save(desired);
      await tx.audit.append(
        recorderFor(
          ids,
          clock.now(),
          by,
        )({
          activity: activity.preferencesChanged,
          subject: by.actor,
          resultReason: '',
          before: said(present),
          after: said(desired),
        }),
      );
      return desired;
    }, by.commandId);

const said = ({ channels, quietHours, timeZone }: Preferences) => ({
  channels,
  ...(quietHours && { quietHours }),
  ...(timeZone !== undefined && { timeZone }),
});
