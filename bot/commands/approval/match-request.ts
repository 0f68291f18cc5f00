import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import { matchRole } from '../../language/match-role.js';

/** A request with everything it can be called by. */
export type RequestInWords = {
  request: ScheduleRequest;
  requestorName: string;
  /** The requestor's user principal name and mail address. */
  addresses: readonly string[];
  roleName: string;
  /** With the scope, where that is less than the whole directory. */
  roleTitle: string;
};

/** What somebody said of a request: the role or person or id it is about, and the person alone. */
export type RequestArguments = { subject?: string | undefined; person?: string | undefined };

/** Those that fit. `isNamed`: by their id, or by whose they are in words that can mean nobody else. */
export type MatchedRequests = { requests: readonly RequestInWords[]; isNamed: boolean };

/**
 * The requests that fit what was said, in their order; all of them where nothing was. A request is named by its id, or
 * by its requestor's whole display name, mail address or user principal name, with or without the role. Where it is
 * not, a first name or the role alone fits as well, as far as it is certain for each on its own.
 */
export function matchRequests(all: readonly RequestInWords[], args: RequestArguments): MatchedRequests {
  const named = all.filter((each) => isNamed(each, args));
  return named.length > 0
    ? { requests: named, isNamed: true }
    : { requests: all.filter((each) => fits(each, args)), isNamed: false };
}

function isNamed(each: RequestInWords, { subject, person }: RequestArguments): boolean {
  if (person !== undefined) return isWhole(person, each) && (subject === undefined || isRole(subject, each));
  if (subject === undefined) return false;
  return fold(subject) === each.request.id || isWhole(subject, each) || isPersonForRole(subject, each);
}

/** `Ada Lovelace for Security Reader`, wherever the word stands that parts them. */
function isPersonForRole(subject: string, each: RequestInWords): boolean {
  const parts = subject.split(/ for /i);
  return parts.some((_, at) => {
    const [person, role] = [parts.slice(0, at).join(' for '), parts.slice(at).join(' for ')];
    return person !== '' && isWhole(person, each) && isRole(role, each);
  });
}

/** True where the words can mean nobody else: a whole name or an address, in any casing, as a mention or not. */
export const isWhole = (said: string, { requestorName, addresses }: CalledPerson): boolean =>
  [requestorName, ...addresses].some((name) => fold(name) === fold(said));

type CalledPerson = Pick<RequestInWords, 'requestorName' | 'addresses'>;

const fits = (each: RequestInWords, { subject, person }: RequestArguments): boolean =>
  (subject === undefined || isPart(subject, [each.requestorName]) || isRole(subject, each)) &&
  (person === undefined || isWhole(person, each) || isPart(person, [each.requestorName]));

const isRole = (said: string, { roleName, roleTitle }: RequestInWords): boolean => isPart(said, [roleName, roleTitle]);

const isPart = (said: string, names: readonly string[]): boolean =>
  names.some((name) => matchRole(unmentioned(said), [{ id: name, name }]).kind === 'exact');

/** Without the sign of a mention. */
export const unmentioned = (said: string): string => said.replace(/^@(?=\S)/, '');

const fold = (words: string) =>
  unmentioned(
    words
      .normalize('NFC')
      .toLowerCase()
      .replace(/\s+/gu, ' ')
      .trim()
      .replace(/^"(.*)"$/, '$1'),
  );
