import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../cards/actions.js';
import type { Button, Card, Form, View } from '../../cards/card.js';
import { renderAdaptiveCard } from '../../cards/platform/adaptive.js';
import { renderBlockKit } from '../../cards/platform/block-kit.js';
import { renderModal } from '../../cards/platform/block-kit-modal.js';
import { renderPlain } from '../../cards/platform/plain.js';
import { LONGEST_KEPT } from '../../cards/words/kept-arguments.js';
import { adaptiveCardFaults } from '../support/platforms/adaptive-card-limits.js';
import { blockKitFaults } from '../support/platforms/block-kit-limits.js';

/** A template expression, kept apart so that nothing evaluates it here either. */
const template = (inner: string) => `$${'{'}${inner}}`;

/** What hostile or careless people write: markup of every surface, templates, control characters, far too much. */
const written = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 60 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 400 }) },
  fc.constantFrom(
    '<!channel> <@U1> <#C1> <https://evil.example|ok>',
    '[pay](javascript:alert(1)) **now** _x_ `y` ~z~',
    '<at>Everybody</at> <script>alert(1)</script>',
    `${template('1+1')} ${template('title')} {{x}} $when`,
    '\u202Ereversed\u202C \u200B \u0007 \u001b[31mred',
    '👩‍👩‍👧‍👦'.repeat(2_000),
    'x'.repeat(100_000),
    '',
    ' ',
  ),
);
const few = <T>(arbitrary: fc.Arbitrary<T>, most: number) => fc.array(arbitrary, { maxLength: most });
const action: fc.Arbitrary<Action> = fc.oneof(
  written.map((text): Action => ({ do: 'ask-revoke-all', said: { justification: text.slice(0, LONGEST_KEPT) } })),
  fc.constant<Action>({ do: 'review', requestId: 'r', stageId: 0, revision: 0, reviewResult: 'Approve' }),
);
const button: fc.Arbitrary<Button> = fc.record({
  title: written,
  style: fc.constantFrom('default', 'primary', 'destructive'),
  action,
});
const card: fc.Arbitrary<Card> = fc.record({
  kind: fc.constant('card' as const),
  name: fc.constant('any'),
  title: written,
  status: fc.option(fc.record({ text: written, tone: fc.constantFrom('neutral', 'good', 'warning', 'bad') }), {
    nil: undefined,
  }),
  body: few(written, 5),
  facts: few(fc.record({ label: written, value: written }), 30),
  quote: fc.option(fc.record({ label: written, text: written }), { nil: undefined }),
  rows: few(
    fc.record({ title: written, subtitle: fc.option(written, { nil: undefined }), buttons: few(button, 4) }),
    120,
  ),
  buttons: few(button, 12),
  summary: written,
});
const form: fc.Arbitrary<Form> = fc.record({
  kind: fc.constant('form' as const),
  name: fc.constant('any'),
  title: written,
  body: few(written, 5),
  inputs: few(
    fc.record({
      id: fc.constant(''),
      label: written,
      kind: fc.constantFrom('text', 'multiline', 'choice', 'ticks'),
      value: fc.option(written, { nil: undefined }),
      placeholder: fc.option(written, { nil: undefined }),
      choices: few(fc.record({ title: written, value: fc.uuid() }), 150),
      isRequired: fc.boolean(),
      problem: fc.option(written, { nil: undefined }),
    }),
    6,
  )
    .filter((inputs) => inputs.length > 0)
    .map((inputs) => inputs.map((input, index) => ({ ...input, id: `input-${index}` }))),
  submit: button,
  back: fc.option(button, { nil: undefined }),
  reopen: action,
  summary: written,
});
const view: fc.Arbitrary<View> = fc.oneof(card, form);
const runs = { numRuns: 150 };

/** Every text of a Slack message that Slack would interpret: mrkdwn objects and the top-level text. */
function interpreted(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(interpreted);
  if (typeof node !== 'object' || node === null) return [];
  const { type, text } = node as { type?: unknown; text?: unknown };
  return [
    ...(type === 'mrkdwn' && typeof text === 'string' ? [text] : []),
    ...Object.values(node).flatMap(interpreted),
  ];
}

describe('When anything at all is to be shown', () => {
  it('then Slack takes the message, and nothing in it is a mention, a link or a channel', () => {
    fc.assert(
      fc.property(view, (shown) => {
        const { text, blocks } = renderBlockKit(shown);
        expect(blockKitFaults(blocks)).toEqual([]);
        for (const mrkdwn of [text, ...interpreted(blocks)]) expect(mrkdwn).not.toMatch(/<[!@#a-z]/i);
      }),
      runs,
    );
  });

  it('then Slack takes the form', () => {
    fc.assert(
      fc.property(form, (shown) => {
        const modal = renderModal(shown);
        expect(blockKitFaults(modal.blocks, 'modal')).toEqual([]);
        expect(modal.title.text?.length ?? 0).toBeLessThanOrEqual(24);
        expect(modal.private_metadata.length).toBeLessThanOrEqual(3000);
      }),
      runs,
    );
  });

  it('then Teams takes the card, and nothing of the template is left in it or added to it', () => {
    fc.assert(
      fc.property(view, (shown) => {
        const rendered = renderAdaptiveCard(shown);
        expect(adaptiveCardFaults(rendered)).toEqual([]);
      }),
      runs,
    );
  });

  it('then a terminal shows it as text: no control character reaches it', () => {
    fc.assert(
      fc.property(view, (shown) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        expect(renderPlain(shown)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/);
      }),
      runs,
    );
  });
});

it('When a form offers nothing to tick or to choose, then one writes there instead', () => {
  const nothing = (kind: 'ticks' | 'choice') => ({ id: kind, label: kind, kind, choices: [], isRequired: false });
  const submit: Button = { title: 'Send', style: 'primary', action: { do: 'run', text: 'help' } };
  const asked: Form = {
    kind: 'form',
    name: 'any',
    title: 'Any',
    body: [],
    inputs: [nothing('ticks'), nothing('choice')],
    submit,
    reopen: submit.action,
    summary: 'Any',
  };
  const element = (id: string) => ({ type: 'plain_text_input', action_id: id });
  expect(renderModal(asked).blocks).toMatchObject([{ element: element('ticks') }, { element: element('choice') }]);
});

it('When a person writes a template expression, then it is shown as written and never evaluated', () => {
  const told: Card = {
    kind: 'card',
    name: 'any',
    title: template('1+1'),
    body: [template('2+2')],
    facts: [{ label: 'Reason', value: template('3+3') }],
    quote: { label: 'Reason', text: template('4+4') },
    rows: [],
    buttons: [],
    summary: template('5+5'),
  };
  const text = JSON.stringify(renderAdaptiveCard(told));
  for (const sum of [template('1+1'), template('2+2'), template('3+3'), template('4+4')])
    expect(text.replaceAll('\\', '')).toContain(sum);
});
