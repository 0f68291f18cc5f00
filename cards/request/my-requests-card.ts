import type { Card } from '../card.js';
import type { When } from '../words/format-time.js';
import type { RequestFacts } from './request-facts.js';
import { phaseOf } from './request-phase.js';
import { askTitle, cancelButton, historyButton, outcomeWords } from './request-row.js';
import { at, requestorButtons, sayAbout } from './request-words.js';

/** What somebody has asked for, in the order given, and how it stands; each can be looked into. */
export function myRequestsCard(requests: readonly RequestFacts[], when: When): Card {
  return {
    kind: 'card',
    name: 'my-requests',
    title: 'Your requests',
    body:
      requests.length === 0 ? ['You have not asked for a role yet. Type “my roles” to see what you can activate.'] : [],
    facts: [],
    rows: requests.map((facts) => ({
      title: askTitle(facts),
      subtitle: `${outcomeWords(facts, when)} · asked${at(facts.request.createdDateTime, sayAbout(facts, when))}`,
      buttons: [...ownButtons(facts, when), historyButton(facts)],
      key: facts.request.id,
    })),
    more: 'type “my requests”',
    buttons: [],
    page: '/my-requests',
    summary: requests.length === 1 ? 'Your request' : `Your ${requests.length} requests`,
  };
}

function ownButtons(facts: RequestFacts, when: When) {
  if (facts.request.action === 'selfActivate') return requestorButtons(facts, phaseOf(facts, when.now));
  return facts.request.status === 'PendingAdminDecision' ? [cancelButton(facts)] : [];
}
