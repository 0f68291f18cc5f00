import type { Ids } from '../../domain/ports/system.js';
import { days, type Instant } from '../../domain/time.js';
import type { Database } from '../compose-database.js';
import { faultText } from '../import/import-fault.js';
import { carryOutImport, prepareImport } from '../import/import-organisation.js';
import type { OrganisationFile } from '../import/organisation-file.js';
import { sourceOf } from '../import/source.js';
import { demoOrganisation, signedInDaysAgo } from './organisation.js';

/** Puts the demo organisation into the directory the way an operator's own is: by import, which may be repeated. */
export async function seedDemo(database: Database, ids: Ids): Promise<void> {
  const deps = { ...database, ids };
  const prepared = await prepareImport(deps, sourceOf(withSignIns(demoOrganisation, database.clock.now())));
  if (!prepared.ok) throw new Error(`the demo organisation is broken: ${prepared.refusal.map(faultText).join('; ')}`);
  await carryOutImport(deps, prepared.value);
}

const withSignIns = ({ people = [], ...rest }: OrganisationFile, now: Instant): OrganisationFile => ({
  ...rest,
  people: people.map((person) => {
    const ago = signedInDaysAgo[person.userPrincipalName];
    return ago === undefined ? person : { ...person, lastSignIn: new Date(now - days(ago)).toISOString() };
  }),
});
