import type { Ids } from '../../domain/ports/system.js';
import { days, type Instant, minutes } from '../../domain/time.js';
import { faultText } from '../import/import-fault.js';
import { carryOutImport, type ImportDeps, prepareImport } from '../import/import-organisation.js';
import type { OrganisationFile } from '../import/read/organisation-file.js';
import { sourceOf } from '../import/read/source.js';
import { openDemoAccessReview } from './open-access-review.js';
import { demoOrganisation, endingInDays, signedInDaysAgo } from './organisation.js';

/** Into the demo so much, for whoever tries it to see what comes of an end that is near. */
const firstMinutes = minutes(5);

/** Puts the demo organisation into an empty directory, as an import does: what was cut short goes on when called again. */
export async function seedDemo(database: Omit<ImportDeps, 'ids'>, ids: Ids): Promise<void> {
  const deps = { ...database, ids };
  const now = database.clock.now();
  const prepared = await prepareImport(deps, sourceOf(withEnds(withSignIns(demoOrganisation, now), now)));
  if (!prepared.ok) throw new Error(`the demo organisation is broken: ${prepared.refusal.map(faultText).join('; ')}`);
  await carryOutImport(deps, prepared.value);
  await openDemoAccessReview(deps);
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

const withSignIns = ({ people = [], ...rest }: OrganisationFile, now: Instant): OrganisationFile => ({
  ...rest,
  people: people.map((person) => {
    const ago = signedInDaysAgo[person.userPrincipalName];
    return ago === undefined ? person : { ...person, lastSignIn: new Date(now - days(ago)).toISOString() };
  }),
});
