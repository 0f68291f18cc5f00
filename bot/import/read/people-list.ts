import { ok, type Result, refuse } from '../../../domain/result.js';
import type { ImportFault } from '../import-fault.js';
import type { ListRow } from './csv-columns.js';
import type { Source } from './source.js';
import { utcMoment } from './spreadsheet-time.js';
import { flagOf } from './yes-or-no.js';

/** The people of a list, in the shape of an organisation file. Refuses a second first administrator and odd flags. */
export function peopleOf(rows: readonly ListRow[]): Result<Source, readonly ImportFault[]> {
  const faults = [...secondFirst(rows), ...oddFirst(rows), ...oddTypes(rows)];
  if (faults.length > 0) return refuse(faults);
  const first = rows.findIndex(isFirst);
  return ok({
    value: {
      people: rows.map(personOf),
      ...(first >= 0 && { firstAdministrator: rows[first]?.fields.userPrincipalName }),
    },
    lineOf: ([section, index]) => rows[section === 'firstAdministrator' ? first : Number(index)]?.line,
  });
}

/** What a row says of somebody. Microsoft's `accountEnabled` and `userType` say in other words what `disabled` and `guest` do. */
function personOf({ fields }: ListRow): Record<string, unknown> {
  const { firstAdministrator: _, guest, disabled, userType, accountEnabled, lastSignIn, ...person } = fields;
  const isEnabled = accountEnabled === undefined ? undefined : flagOf(accountEnabled);
  return {
    ...person,
    ...(lastSignIn !== undefined && { lastSignIn: utcMoment(lastSignIn) }),
    ...(userType !== undefined && { guest: /^guest$/i.test(userType) }),
    ...(guest !== undefined && { guest: flagOf(guest) }),
    ...(isEnabled !== undefined && { disabled: typeof isEnabled === 'string' ? isEnabled : !isEnabled }),
    ...(disabled !== undefined && { disabled: flagOf(disabled) }),
  };
}

const isFirst = ({ fields }: ListRow) => flagOf(fields.firstAdministrator ?? 'no') === true;

const secondFirst = (rows: readonly ListRow[]): ImportFault[] =>
  rows
    .filter(isFirst)
    .slice(1)
    .map(({ line }) => ({
      line,
      place: 'firstAdministrator',
      message: 'only one person can be the first administrator; leave the others empty',
    }));

const oddFirst = (rows: readonly ListRow[]): ImportFault[] =>
  rows
    .filter(({ fields }) => typeof flagOf(fields.firstAdministrator ?? 'no') === 'string')
    .map(({ line }) => ({ line, place: 'firstAdministrator', message: 'must be yes or no; empty means no' }));

const oddTypes = (rows: readonly ListRow[]): ImportFault[] =>
  rows
    .filter(({ fields }) => !/^(?:member|guest)$/i.test(fields.userType ?? 'member'))
    .map(({ line }) => ({ line, place: 'userType', message: 'must be Member or Guest' }));
