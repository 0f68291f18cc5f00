import type { Child } from 'hono/jsx';
import type { Action } from '../../../../cards/actions.js';
import { Carried } from '../press.js';
import type { Visit } from '../visit.js';

type DecideTickedProps = {
  visit: Visit;
  /** What the ticks of the list name as their form. */
  id: string;
  /** The form of the chat that this is: it takes `justification`, and `decision` as `Approve`, `Deny` or what `more` adds. */
  action: Action;
  title: string;
  reason: Child;
  more?: { title: string; decision: string };
};

/** Decides what is ticked in the list above: the ticks belong to this form. */
export const DecideTicked = ({ visit, id, action, title, reason, more }: DecideTickedProps) => (
  <form method="post" action="/do" id={id} class="asked together">
    <Carried visit={visit} action={action} />
    <h2>{title}</h2>
    <div class="field">
      <label for="f-justification">{reason}</label>
      <textarea id="f-justification" name="f.justification" rows={2} maxlength={4000} />
    </div>
    <div class="buttons">
      <button type="submit" name="f.decision" value="Approve" data-style="primary">
        Approve ticked
      </button>
      <button type="submit" name="f.decision" value="Deny" data-style="destructive">
        Deny ticked
      </button>
      {more && (
        <button type="submit" name="f.decision" value={more.decision} data-style="default">
          {more.title}
        </button>
      )}
    </div>
  </form>
);
