import type { Action } from '../actions.js';
import type { Button } from '../card.js';
import { oneLine } from './plain-text.js';

type Pressed = {
  title: string;
  style: 'default' | 'positive' | 'destructive';
  data: { action: Action };
  associatedInputs?: 'none';
};

/** A Universal Action, with what clients do that do not know them. */
export type AdaptiveAction = Pressed & {
  type: 'Action.Execute';
  verb: Action['do'];
  fallback: Pressed & { type: 'Action.Submit' };
};

const styles = { default: 'default', primary: 'positive', destructive: 'destructive' } as const;

/** A button whose press brings back `{ action }` and the values of the card's inputs by their ids. */
export function executeAction({ title, style, action }: Button): AdaptiveAction {
  const pressed: Pressed = { title: oneLine(title, 75), style: styles[style], data: { action } };
  return { type: 'Action.Execute', verb: action.do, ...pressed, fallback: { type: 'Action.Submit', ...pressed } };
}
