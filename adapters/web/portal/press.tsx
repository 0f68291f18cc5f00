import type { Child } from 'hono/jsx';
import type { Action } from '../../../cards/actions.js';
import type { Button } from '../../../cards/card.js';
import type { Visit } from './visit.js';

type Sent = {
  visit: Visit;
  action: Action;
  /** Where to go once it is done: this page, unless given. */
  back?: string | undefined;
};

/** What every form that does something carries: whose it is, which time it is sent, what it does and where to go then. */
export const Carried = ({ visit, action, back = visit.here }: Sent) => (
  <>
    <input type="hidden" name="_csrf" value={visit.csrfToken} />
    <input type="hidden" name="command" value={visit.newCommand()} />
    <input type="hidden" name="action" value={JSON.stringify(action)} />
    <input type="hidden" name="back" value={back} />
  </>
);

type Pressed = { visit: Visit; button: Button; about?: string | undefined; back?: string | undefined };

/** One button of a card: a form of its own, or a link where all it does is to show a request. `about` names its row. */
export function Press({ visit, button: { title, style, action }, about, back }: Pressed) {
  const label = about === undefined ? undefined : `${title}: ${about}`;
  const shown = requestShown(action);
  if (shown !== undefined) {
    return (
      <a class="button" data-style={style} href={`/requests/${encodeURIComponent(shown)}`} aria-label={label}>
        {title}
      </a>
    );
  }
  return (
    <form method="post" action="/do">
      <Carried visit={visit} action={action} back={back} />
      <button type="submit" data-style={style} aria-label={label}>
        {title}
      </button>
    </form>
  );
}

/** The request that an action does no more than show. */
function requestShown(action: Action): string | undefined {
  return action.do === 'show' || action.do === 'history' ? action.requestId : undefined;
}

/** Buttons side by side. */
export const Buttons = ({ children }: { children: Child }) => <div class="buttons">{children}</div>;
