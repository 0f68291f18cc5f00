import { type Activity, CardFactory, type TurnContext } from 'botbuilder';
import type { Reply } from '../../bot/turns/turn.js';
import type { View } from '../../cards/card.js';
import { lineCard } from '../../cards/line-card.js';
import { isOutOfReach } from './errors.js';
import type { InboundActivity } from './parse-activity.js';
import { isPress } from './to-turn.js';

/** Renders a view as an Adaptive Card. */
export type RenderCard = (view: View) => object;

const ON_ITS_WAY = 'Noted. The answer is on its way in this chat.';

/** What notifications show of a message; renderers leave room for no more beside the card. */
const LONGEST_SUMMARY = 300;

/** A view as a message; its summary is what notifications and screen readers get. */
export function viewMessage(view: View, render: RenderCard): Partial<Activity> {
  const summary = [...view.summary].slice(0, LONGEST_SUMMARY).join('');
  return { type: 'message', summary, attachments: [CardFactory.adaptiveCard(render(view))] };
}

/**
 * What a card's button gets back. `statusCode` goes into the body alone: the HTTP status is to be 200 whatever it says
 * (Adaptive Cards, universal action model), else Teams shows nothing of it.
 */
export function invokeBody(reply: Reply, render: RenderCard) {
  switch (reply.kind) {
    case 'show':
    case 'form':
      return { statusCode: 200, type: CardFactory.contentTypes.adaptiveCard, value: render(viewOf(reply)) };
    case 'said':
      return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: reply.text };
    case 'delivered':
      return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: ON_ITS_WAY };
  }
}

/** Answers a message in its conversation; a pressed card that came as a message is changed in place. */
export async function sendReply(
  context: TurnContext,
  activity: InboundActivity,
  reply: Reply,
  render: RenderCard,
): Promise<void> {
  if (reply.kind === 'delivered') return;
  const message = viewMessage(viewOf(reply), render);
  const { replyToId } = activity;
  const takesItsPlace = reply.kind !== 'said' && isPress(activity) && replyToId;
  if (!takesItsPlace || !(await change(context, message, replyToId))) await context.sendActivity(message);
}

function viewOf(reply: Exclude<Reply, { kind: 'delivered' }>): View {
  switch (reply.kind) {
    case 'show':
      return reply.card;
    case 'form':
      return reply.form;
    case 'said':
      return lineCard(reply.text); // a text message is read as Markdown, whatever its `textFormat` says
  }
}

async function change(context: TurnContext, message: Partial<Activity>, id: string): Promise<boolean> {
  try {
    await context.updateActivity({ ...message, id });
    return true;
  } catch (error) {
    if (isOutOfReach(error)) return false;
    throw error;
  }
}
