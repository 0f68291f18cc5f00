import type { Action } from './actions.js';
import type { Card } from './card.js';
import { clip } from './platform/plain-text.js';

/** Why what was said is not simply done. */
type SuggestionReason =
  | 'unknown-command'
  | 'ambiguous'
  | 'near'
  | 'look-alike'
  | 'ambiguous-place'
  | 'near-place'
  | 'look-alike-place'
  | 'none'
  | 'not-eligible'
  | 'unknown-scope'
  | 'not-active'
  | 'one-at-a-time';

export type Suggestion = {
  /** What was said, or the name it was understood as; empty where nothing was. */
  asked: string;
  why: SuggestionReason;
  offers: readonly { title: string; action: Action }[];
};

/** What is offered in place of what was said; nothing of it is done until it is pressed. */
export function suggestionCard({ asked, why, offers }: Suggestion): Card {
  const title = titleOf(why, asked);
  return {
    kind: 'card',
    name: 'suggestion',
    title,
    body: [bodyOf(why, offers.length)],
    facts: [],
    rows: offers.map((offer) => ({
      title: offer.title,
      buttons: [{ title: verbOf(offer.action), style: 'default', action: offer.action }],
    })),
    more: why === 'unknown-command' ? 'type “help”' : 'type the whole name',
    buttons: [],
    summary: title,
  };
}

function verbOf(action: Action): string {
  if (action.do === 'deactivate') return 'Give back';
  if (action.do !== 'activate' && action.do !== 'ask-activate') return 'Choose';
  return action.intent === 'preview' ? 'Preview' : 'Activate';
}

function titleOf(why: SuggestionReason, asked: string): string {
  if (asked === '') return 'Which one do you mean?';
  const said = `“${clip(asked, 80)}”`;
  switch (why) {
    case 'ambiguous':
      return `${said} can mean several roles`;
    case 'near':
      return `Did you mean one of these by ${said}?`;
    case 'ambiguous-place':
      return `${said} can mean several places`;
    case 'near-place':
      return `I do not know the place ${said}`;
    case 'look-alike':
    case 'look-alike-place':
      return `${said} is written with look-alike letters`;
    case 'none':
      return `There is no role ${said} you can activate`;
    case 'not-eligible':
      return `You are not eligible for ${said}`;
    case 'unknown-scope':
      return `I do not know the place ${said}`;
    case 'not-active':
      return `${said} is not among your active roles`;
    case 'one-at-a-time':
      return 'You can activate one role at a time';
    case 'unknown-command':
      return `I do not know ${said}`;
  }
}

function bodyOf(why: SuggestionReason, count: number): string {
  if (count === 0)
    return why === 'unknown-command' ? 'Type “help” to see what you can type.' : 'Type “my roles” to see yours.';
  switch (why) {
    case 'look-alike':
      return 'Some letters only look like those of a role. Choose the one you mean.';
    case 'look-alike-place':
      return 'Some letters only look like those of a place. Choose the one you mean.';
    case 'near-place':
      return 'Did you mean one of these?';
    case 'none':
      return 'These are the roles you can activate:';
    case 'not-eligible':
      return 'Ask an administrator to make you eligible, or activate one of these:';
    case 'unknown-scope':
      return 'Choose one of these, or name a place within one:';
    case 'not-active':
      return 'These are active:';
    case 'one-at-a-time':
      return 'Activate each of these. The rest of your request goes with it.';
    case 'ambiguous':
    case 'ambiguous-place':
    case 'near':
    case 'unknown-command':
      return 'Choose the one you mean.';
  }
}
