import type { Command } from '../../bot/commands/command.js';
import { useCases } from '../../bot/commands/use-cases.js';
import { readProve } from '../../bot/notify/read-prove.js';
import { dispatch } from '../../bot/turns/dispatch.js';
import type { Reply, Turn } from '../../bot/turns/turn.js';
import { presentCard } from '../../bot/views/present-card.js';
import { sightingsIn } from '../../bot/views/sightings.js';
import type { Action } from '../../cards/actions.js';
import type { View } from '../../cards/card.js';
import { renderPlain } from '../../cards/platform/plain.js';
import { commandId, type PrincipalId } from '../../domain/ids.js';
import type { BoundProof } from '../../domain/proof/proofs.js';
import { minutes } from '../../domain/time.js';
import { by } from './builders.js';
import type { UseCaseFixture } from './setups/use-case-fixture.js';
import { silentLog as log } from './silent-log.js';

/** What the caller has just proven. */
type Proven = Omit<BoundProof, 'at'>;
type Pressed = Partial<Record<string, string>>;

/**
 * People who type these commands and press what they are shown, on the use cases of a house. `proving`: what asks for a
 * proof is proven at once, for that very turn, as its caller would on the page of its link. `timeZone`: what their
 * surface names.
 */
export function conversation(
  fixture: UseCaseFixture,
  commands: readonly Command[],
  { proving = false, timeZone = undefined as string | undefined } = {},
) {
  let sent: View | undefined;
  const turn = async (actor: PrincipalId, input: Turn['input'], proof?: Proven): Promise<View | string> => {
    sent = undefined;
    const handle = dispatch({
      ...fixture.deps,
      ...useCases(fixture.deps),
      commands,
      queue: {
        ...fixture.deps.queue,
        enqueue: async ({ effect }) => {
          if (effect.kind === 'reply') sent = effect.view;
          if (effect.kind === 'card') {
            sent = await presentCard(fixture.deps, effect.requestId, actor, effect.extras);
          }
          if (sent) await fixture.deps.sightings.saw(actor, sightingsIn(sent, 'web'), fixture.clock.now());
          if (effect.kind === 'prove')
            sent = (await readProve({ ...fixture.deps, stepUps: fixture.stepUps }, effect)).view;
        },
      },
      stepUps: fixture.stepUps,
      proofFreshness: minutes(5),
      wake: () => undefined,
      log,
    });
    const at = { ...by(actor), ...(proof && { proof: { ...proof, at: fixture.clock.now() } }) };
    const spoken = { ...at, surface: 'web', timeZone, input } as const;
    const reply = await handle(spoken);
    if (!proving || reply.kind !== 'delivered' || reply.prove === undefined) return answerOf(reply);
    const held = await fixture.stepUps.get(spoken.commandId);
    if (!held) throw new Error('nothing was held');
    const { intent, needs } = held;
    const given = { by: 'passkey', at: fixture.clock.now(), intent, ...needs } as const;
    sent = undefined;
    return answerOf(await handle({ ...spoken, commandId: commandId(`${held.id}:proven`), proof: given }));
  };
  const answerOf = (reply: Reply): View | string => {
    if (reply.kind === 'said') return reply.text;
    // The living cards say it all.
    if (reply.kind === 'delivered' && reply.requestId !== undefined && !sent) return '';
    const view = reply.kind === 'form' ? reply.form : reply.kind === 'show' ? reply.card : sent;
    if (!view) throw new Error('nothing was answered');
    return view;
  };
  const press = (actor: PrincipalId, action: unknown, fields: Pressed = {}) =>
    turn(actor, {
      kind: 'press',
      action: JSON.parse(JSON.stringify(action)),
      fields: fields as Record<string, string>,
    });
  return {
    /** What somebody is shown who types this. */
    say: (actor: PrincipalId, text: string, proof?: Proven) =>
      turn(actor, { kind: 'text', text, opensForms: true }, proof),
    press,
    /** Presses the button that stands in a card's line of this title. */
    pressRow: (actor: PrincipalId, view: View | string, title: string) => press(actor, rowButton(view, title)),
    /** Sends a form as it was filled in, with these values in place of its own. */
    fillIn: (actor: PrincipalId, view: View | string, values: Pressed) => {
      const form = formIn(view);
      const filled = Object.fromEntries(form.inputs.map(({ id, value }) => [id, value ?? '']));
      return press(actor, form.submit.action, { ...filled, ...values });
    },
  };
}

/** The form that was answered. */
export function formIn(view: View | string) {
  if (typeof view === 'string' || view.kind !== 'form') throw new Error(`no form: ${shownText(view)}`);
  return view;
}

/** What a person reads of an answer. */
export const shownText = (view: View | string): string => (typeof view === 'string' ? view : renderPlain(view));

function rowButton(view: View | string, title: string): Action {
  const row = typeof view !== 'string' && view.kind === 'card' && view.rows.find((each) => each.title === title);
  const [button] = row ? row.buttons : [];
  if (!button) throw new Error(`no button at “${title}”: ${shownText(view)}`);
  return button.action;
}
