import type { Card } from './card.js';
import type { When } from './format-time.js';
import type { RequestFacts } from './request-facts.js';
import { phaseOf } from './request-phase.js';
import { requestorButtons, roleTitle, sayAt, statusWords } from './request-words.js';

/** What somebody has asked for, in the order given, and how it stands. */
export function myRequestsCard(requests: readonly RequestFacts[], when: When): Card {
  const say = sayAt(when);
  return {
    kind: 'card',
    name: 'my-requests',
    title: 'Your requests',
    body:
      requests.length === 0 ? ['You have not asked for a role yet. Type “my roles” to see what you can activate.'] : [],
    facts: [],
    rows: requests.map((facts) => {
      const phase = phaseOf(facts, when.now);
      return {
        title: roleTitle(facts),
        subtitle: `${statusWords(facts, phase, say).text} · asked ${say(facts.request.createdDateTime)}`,
        buttons: requestorButtons(facts, phase),
      };
    }),
    more: 'type “my requests” again once some are settled',
    buttons: [],
    summary: requests.length === 1 ? 'Your request' : `Your ${requests.length} requests`,
  };
}
