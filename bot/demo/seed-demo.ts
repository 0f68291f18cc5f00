import { isAssigned } from '../../domain/assignment/schedule.js';
import type { Ids } from '../../domain/ports/system.js';
import { days, type Instant, minutes } from '../../domain/time.js';
import type { AdoptedSchedule } from '../../domain/usecases/adopt.js';
import { faultText } from '../import/import-fault.js';
import { carryOutImport, type ImportDeps, prepareImport } from '../import/import-organisation.js';
import type { OrganisationFile } from '../import/organisation-file.js';
import { sourceOf } from '../import/source.js';
import { openDemoReview } from './open-review.js';
import { demoOrganisation, endingInDays, signedInDaysAgo } from './organisation.js';

/** Into the demo so much, for whoever tries it to see what comes of an end that is near. */
const firstMinutes = minutes(5);

/** Puts the demo organisation into the directory the way an operator's own is: by import, which may be repeated. */
export async function seedDemo(database: Omit<ImportDeps, 'ids'>, ids: Ids): Promise<void> {
  const deps = { ...database, ids };
  const now = database.clock.now();
  const prepared = await prepareImport(deps, sourceOf(withEnds(withSignIns(demoOrganisation, now), now)));
  if (!prepared.ok) throw new Error(`the demo organisation is broken: ${prepared.refusal.map(faultText).join('; ')}`);
  const { writes } = prepared.value;
  const schedules = await withoutMoves(database, writes.schedules, now);
  await carryOutImport(deps, { ...prepared.value, writes: { ...writes, schedules } });
  await openDemoReview(deps);
}

const withEnds = (organisation: OrganisationFile, now: Instant): OrganisationFile => ({
  ...organisation,
  eligibilities: [
    ...(organisation.eligibilities ?? []),
    ...endingInDays.map(({ eligibility, days: count }) => ({
      ...eligibility,
      until: new Date(now + days(count) + firstMinutes).toISOString(),
    })),
  ],
});

/** What ends keeps the end it was given when the demo first began, or by whoever has tried it since. */
async function withoutMoves<T extends AdoptedSchedule>(
  { store }: Pick<ImportDeps, 'store'>,
  wanted: readonly T[],
  now: Instant,
): Promise<T[]> {
  const isThere = async ({ access, level, endDateTime }: T) =>
    endDateTime !== undefined && (await store.read.schedules.ofAccess(access)).some(isAssigned(level, now));
  const there = await Promise.all(wanted.map(isThere));
  return wanted.filter((_each, index) => !there[index]);
}

const withSignIns = ({ people = [], ...rest }: OrganisationFile, now: Instant): OrganisationFile => ({
  ...rest,
  people: people.map((person) => {
    const ago = signedInDaysAgo[person.userPrincipalName];
    return ago === undefined ? person : { ...person, lastSignIn: new Date(now - days(ago)).toISOString() };
  }),
});
