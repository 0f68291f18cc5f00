import { isDisguised } from '../../../domain/identity/look-alike.js';
import { twinsAmong } from '../../../domain/identity/twins.js';
import type { PrincipalRecord } from '../../../domain/ports/directory-records.js';

/** How many names that look alike are said one by one. */
const mostSaid = 20;

/**
 * Says which principals could not be told apart by name once a file is imported, among themselves and from those that
 * are there; and which names are not what they look like. Only what the file names is warned about.
 */
export function nameWarnings(ofFile: readonly PrincipalRecord[], present: readonly PrincipalRecord[]): string[] {
  const named = new Set(ofFile.map(({ id }) => id));
  const all = [...ofFile, ...present.filter(({ id }) => !named.has(id))];
  const twins = twinsAmong(all).filter((bearers) => bearers.some(({ id }) => named.has(id)));
  const disguised = ofFile.filter(({ displayName }) => isDisguised(displayName));
  return [
    ...some(twins.map(sameWords)),
    ...some(disguised.map((each) => `${called(each)} is written with look-alike or unseen letters.`)),
  ];
}

const some = (lines: readonly string[]): string[] =>
  lines.length > mostSaid ? [...lines.slice(0, mostSaid), `… and ${lines.length - mostSaid} more.`] : [...lines];

function sameWords(bearers: readonly PrincipalRecord[]): string {
  const isSame = new Set(bearers.map(({ displayName }) => displayName)).size === 1;
  const listed = bearers.slice(0, 5).map(called);
  const more = bearers.length > listed.length ? ` and ${bearers.length - listed.length} more` : '';
  const verb = isSame ? 'have the same name' : 'look the same';
  return `${listed.join(', ')}${more} ${verb}: cards tell them apart by user principal name.`;
}

const called = (record: PrincipalRecord): string =>
  `“${record.displayName}” (${record.type === 'user' ? record.userPrincipalName : kinds[record.type]})`;

const kinds = { group: 'group', servicePrincipal: 'application' } as const;
