import { paragraphs } from './block-kit.js';
import { type BlockKit, type PlainText, plainParagraph, plainText } from './block-kit-parts.js';
import type { Form, Input } from './card.js';
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
    ...form.inputs.slice(0, room.inputs).map((input) => inputBlock(input, room)),
  ];

function inputBlock(input: Input, room: Room): BlockKit {
  return {
    type: 'input',
    block_id: input.id,
    label: plainText(input.label, 300),
    optional: !input.isRequired,
    element: selectOf(input, room) ?? textInputOf(input),
    ...(input.problem && { hint: plainParagraph(input.problem, 2000) }),
  };
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

/** Undefined where there is nothing to choose from: Slack takes no empty list. */
function selectOf(input: Input, room: Room): BlockKit | undefined {
  if (input.kind !== 'choice') return undefined;
  const options = (input.choices ?? [])
    .filter(({ value }) => value.length > 0 && value.length <= OPTION_VALUE)
    .slice(0, room.choices)
    .map(({ title, value }) => ({ text: plainText(title, 75), value }));
  const chosen = options.find(({ value }) => value === input.value);
  if (options.length === 0) return undefined;
  return {
    type: 'static_select',
    action_id: input.id,
    options,
    ...(chosen && { initial_option: chosen }),
    ...placeholderOf(input),
  };
}
