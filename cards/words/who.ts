import type { Person, RequestFacts } from '../request/request-facts.js';

type Asker = Pick<RequestFacts, 'requestorName' | 'requestor'>;

/** Somebody's name; with the user principal name where the name alone may be another's too. */
export const whoIs = (name: string, person: Person | undefined): string =>
  person?.isUnclear && person.userPrincipalName !== undefined ? `${name} (${person.userPrincipalName})` : name;

/** Who asks, as titles and lines of lists say it. */
export const whoAsks = ({ requestorName, requestor }: Asker): string => whoIs(requestorName, requestor);

/** Who asks, with their job title where it is known: for whoever decides. */
export const whoInFull = (facts: Asker): string =>
  [whoAsks(facts), facts.requestor?.jobTitle].filter((part) => part !== undefined && part !== '').join(', ');

/** The same with the user principal name in any case. */
export const whoForCertain = ({ requestorName, requestor }: Asker): string =>
  whoInFull({ requestorName, requestor: requestor && { ...requestor, isUnclear: true } });

/** What is typed to mean whoever asks, and nobody else: the user principal name where the name may be another's too. */
export const calledForCertain = ({ requestorName, requestor }: Asker): string =>
  (requestor?.isUnclear ? requestor.userPrincipalName : undefined) ?? requestorName;
