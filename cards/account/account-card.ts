import type { AccountChanged } from '../../domain/domain-event.js';
import type { Card } from '../card.js';
import { surfaceNames } from '../words/surface-names.js';

/** `person`: to whom the account is linked, or was. `changedBy`: who did it, where that was somebody else. */
type AccountChangeFacts = Pick<AccountChanged, 'what' | 'surface' | 'accountName'> & {
  person: string;
  changedBy: string | undefined;
};

/**
 * Tells that an account was linked to somebody or taken from them. Whoever reads it in that account need not be that
 * person, so it names them: of a link that was stolen, the account's owner hears by this.
 */
export function accountCard({ what, surface, accountName, person, changedBy }: AccountChangeFacts): Card {
  const isLinked = what === 'linked';
  const title = `A ${surfaceNames[surface]} account was ${isLinked ? 'linked to' : 'unlinked from'} ${person}`;
  return {
    kind: 'card',
    name: 'account',
    title,
    status:
      changedBy === undefined
        ? undefined
        : { text: `${isLinked ? 'Linked' : 'Unlinked'} by ${changedBy}`, tone: 'warning' },
    body: [
      isLinked
        ? `What is written from it now counts as written by ${person}. If you are somebody else, or did not link it, tell your security team at once. It can be unlinked on the page “Linked identities”.`
        : `What is written from it no longer counts as written by ${person}. If you did not ask for this, tell your security team at once.`,
    ],
    facts: accountName === undefined ? [] : [{ label: 'Account', value: accountName }],
    rows: [],
    buttons: [],
    page: '/identities',
    summary: changedBy === undefined ? title : `${title} by ${changedBy}`,
  };
}
