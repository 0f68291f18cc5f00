import { type Form, type Input, tickedIn } from '../card.js';
import { paragraphs } from './block-kit.js';
import { type BlockKit, type PlainText, plainParagraph, plainText } from './block-kit-parts.js';
import { paragraph } from './plain-text.js';
import { type Room, renderToFit } from './room.js';

/** The `view` of `views.open` and of `response_action: update`. */
export type SlackModalView = {
  type: 'modal';
  callback_id: string;
  private_metadata: string;
  title: PlainText;
  submit: PlainText;
  close: PlainText;
  blocks: BlockKit[];
};

/** Slack takes views of up to 250 kB; this leaves it room for what it adds. */
const VIEW = 100_000;
/** https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
const OPTION_VALUE = 150;
const CHECKBOXES = 10;

/**
 * Renders a form as a Slack modal. Each input is found again under its id, as block and as action; what the form does
 * when it is sent is in `private_metadata`, as JSON. Limits: https://docs.slack.dev/reference/views/modal-views
 */
export function renderModal(form: Form): SlackModalView {
  const metadata = JSON.stringify(form.submit.action);
  return {
    type: 'modal',
    callback_id: form.name.slice(0, 255),
    // Cut short it would ask for another thing; empty, it is answered as a form that is not known any more.
    private_metadata: metadata.length <= 3000 ? metadata : '',
    title: plainText(form.title, 24),
    submit: plainText(form.submit.title, 24),
    close: plainText('Close', 24),
    blocks: renderToFit(modalBlocks(form), (blocks) => JSON.stringify(blocks).length, VIEW),
  };
}

const modalBlocks =
  (form: Form) =>
  (room: Room): BlockKit[] => [
    ...paragraphs(form.body, room),
    ...form.inputs.slice(0, room.inputs).flatMap((input) => inputBlocks(input, room)),
  ];

function inputBlocks(input: Input, room: Room): BlockKit[] {
  const options = optionsOf(input, room);
  // Slack takes no empty list: where there is nothing to choose from, one writes.
  if (options.length === 0) return [inputBlock(input, textInputOf(input))];
  return input.kind === 'ticks' ? tickBlocks(input, options) : [inputBlock(input, selectOf(input, options))];
}

const inputBlock = (input: Input, element: BlockKit): BlockKit => ({
  type: 'input',
  block_id: input.id,
  label: plainText(input.label, 300),
  optional: !input.isRequired,
  element,
  ...(input.problem && { hint: plainParagraph(input.problem, 2000) }),
});

/**
 * Ten at a time, which is as many checkboxes as Slack takes together, all under the input's one id. Of several blocks
 * none alone can be required. https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element
 */
function tickBlocks(input: Input, options: readonly Option[]): BlockKit[] {
  const ticked = tickedIn(input.value);
  const groups = Array.from({ length: Math.ceil(options.length / CHECKBOXES) }, (_, index) =>
    options.slice(index * CHECKBOXES, (index + 1) * CHECKBOXES),
  );
  return groups.map((group, index) => {
    const chosen = group.filter(({ value }) => ticked.includes(value));
    const element = {
      type: 'checkboxes',
      action_id: input.id,
      options: group,
      ...(chosen.length > 0 && { initial_options: chosen }),
    };
    if (groups.length === 1) return inputBlock(input, element);
    const first = index * CHECKBOXES + 1;
    const label = `${input.label}, ${first} to ${first + group.length - 1}`;
    const part = { ...input, label, isRequired: false, ...(index > 0 && { problem: undefined }) };
    return { ...inputBlock(part, element), block_id: `${input.id}-${index + 1}` };
  });
}

const placeholderOf = ({ placeholder }: Input) => placeholder && { placeholder: plainText(placeholder, 150) };

function textInputOf(input: Input): BlockKit {
  return {
    type: 'plain_text_input',
    action_id: input.id,
    multiline: input.kind === 'multiline',
    ...(input.value && { initial_value: paragraph(input.value, 3000) }),
    ...placeholderOf(input),
  };
}

type Option = { text: PlainText; value: string };

/** What is chosen from; nothing where one writes. */
function optionsOf({ kind, choices = [] }: Input, room: Room): Option[] {
  if (kind !== 'choice' && kind !== 'ticks') return [];
  return choices
    .filter(({ value }) => value.length > 0 && value.length <= OPTION_VALUE)
    .slice(0, room.choices)
    .map(({ title, value }) => ({ text: plainText(title, 75), value }));
}

function selectOf(input: Input, options: readonly Option[]): BlockKit {
  const chosen = options.find(({ value }) => value === input.value);
  return {
    type: 'static_select',
    action_id: input.id,
    options,
    ...(chosen && { initial_option: chosen }),
    ...placeholderOf(input),
  };
}
