type Json = Record<string, unknown>;
type Surface = 'message' | 'modal';
type Check = (value: Json, path: string, surface: Surface) => string[];

/**
 * Slack counts a message's blocks together, containers too; what it counts is not documented. Messages of some 11,000
 * characters of text were refused (slackapi/bolt-js#2867), so their JSON is held well below what was seen to pass.
 */
const MESSAGE_JSON = 13_000;

/**
 * What Slack would refuse in these blocks, one line each with its place; empty when all is well. Takes parsed JSON of
 * a message's or a modal's `blocks`. Knows the blocks and elements Latchkey uses; any other type is a fault.
 * Limits: https://docs.slack.dev/reference/block-kit
 */
export function blockKitFaults(blocks: readonly unknown[], surface: Surface = 'message'): string[] {
  const most = surface === 'modal' ? 100 : 50;
  const faults = blocks.length > most ? [`blocks: ${blocks.length} of at most ${most}`] : [];
  if (blocks.length === 0) faults.push('blocks: none');
  faults.push(...blocks.flatMap((block, index) => typed(block, `blocks[${index}]`, blockChecks, surface)));
  faults.push(...repeated(collect(blocks, 'block_id'), 'block_id'));
  faults.push(...repeated(actionIds(blocks), 'action_id'));
  const size = JSON.stringify(blocks).length;
  if (surface === 'message' && size > MESSAGE_JSON)
    faults.push(`blocks: ${size} characters of at most ${MESSAGE_JSON}`);
  return faults;
}

const blockChecks: Record<string, Check> = {
  header: (block, path) => [...only(block, ['text'], path), ...text(block.text, `${path}.text`, 150, ['plain_text'])],
  divider: (block, path) => only(block, [], path),
  section: (block, path, surface) => [
    ...only(block, ['text', 'fields', 'accessory', 'expand'], path),
    ...(block.text === undefined && block.fields === undefined ? [`${path}: neither text nor fields`] : []),
    ...(block.text === undefined ? [] : text(block.text, `${path}.text`, 3000)),
    ...(block.fields === undefined
      ? []
      : many(block.fields, `${path}.fields`, 10, (field, at) => text(field, at, 2000))),
    ...(block.accessory === undefined ? [] : typed(block.accessory, `${path}.accessory`, elementChecks, surface)),
  ],
  context: (block, path) => [
    ...only(block, ['elements'], path),
    ...many(block.elements, `${path}.elements`, 10, (element, at) => text(element, at, 2000)),
  ],
  actions: (block, path, surface) => [
    ...only(block, ['elements'], path),
    ...many(block.elements, `${path}.elements`, 25, (element, at) => typed(element, at, elementChecks, surface)),
  ],
  input: (block, path, surface) => [
    ...only(block, ['label', 'element', 'hint', 'optional', 'dispatch_action'], path),
    ...text(block.label, `${path}.label`, 2000, ['plain_text']),
    ...(block.hint === undefined ? [] : text(block.hint, `${path}.hint`, 2000, ['plain_text'])),
    ...typed(block.element, `${path}.element`, elementChecks, surface),
  ],
  rich_text: (block, path, surface) => [
    ...only(block, ['elements'], path),
    ...many(block.elements, `${path}.elements`, 100, (element, at) => typed(element, at, richTextChecks, surface)),
  ],
};

const elementChecks: Record<string, Check> = {
  button: (button, path) => [
    ...only(button, ['action_id', 'text', 'value', 'style', 'url', 'accessibility_label'], path),
    ...text(button.text, `${path}.text`, 75, ['plain_text']),
    ...length(button.action_id, `${path}.action_id`, 255),
    ...(button.value === undefined ? [] : length(button.value, `${path}.value`, 2000)),
    ...(button.style === undefined || button.style === 'primary' || button.style === 'danger'
      ? []
      : [`${path}.style: ${String(button.style)}`]),
  ],
  plain_text_input: (input, path) => [
    ...only(input, ['action_id', 'initial_value', 'multiline', 'placeholder', 'min_length', 'max_length'], path),
    ...length(input.action_id, `${path}.action_id`, 255),
    ...(input.initial_value === undefined ? [] : length(input.initial_value, `${path}.initial_value`, 3000, 0)),
    ...(input.placeholder === undefined ? [] : text(input.placeholder, `${path}.placeholder`, 150, ['plain_text'])),
  ],
  static_select: (select, path) => [
    ...only(select, ['action_id', 'options', 'initial_option', 'placeholder'], path),
    ...length(select.action_id, `${path}.action_id`, 255),
    ...many(select.options, `${path}.options`, 100, option),
    ...(select.placeholder === undefined ? [] : text(select.placeholder, `${path}.placeholder`, 150, ['plain_text'])),
    ...initialOption(select, path),
  ],
  checkboxes: (boxes, path) => [
    ...only(boxes, ['action_id', 'options', 'initial_options'], path),
    ...length(boxes.action_id, `${path}.action_id`, 255),
    ...many(boxes.options, `${path}.options`, 10, option),
    ...(boxes.initial_options === undefined
      ? []
      : many(boxes.initial_options, `${path}.initial_options`, 10, (initial_option, at) =>
          initialOption({ initial_option, options: boxes.options }, at),
        )),
  ],
};

const textElement: Check = (element, path) => [
  ...only(element, ['text', 'style'], path),
  ...length(element.text, `${path}.text`, Number.POSITIVE_INFINITY),
];
const linkElement: Check = (element, path) => [
  ...only(element, ['url', 'text', 'style'], path),
  ...(/^https?:\/\//.test(String(element.url)) ? [] : [`${path}.url: is no address`]),
  ...length(element.text, `${path}.text`, Number.POSITIVE_INFINITY),
];
const richTextChecks: Record<string, Check> = Object.fromEntries(
  ['rich_text_section', 'rich_text_quote'].map((type): [string, Check] => [
    type,
    (section, path, surface) => [
      ...only(section, ['elements'], path),
      ...many(section.elements, `${path}.elements`, 1000, (part, at) =>
        typed(part, at, { text: textElement, link: linkElement }, surface),
      ),
    ],
  ]),
);

function option(value: unknown, path: string): string[] {
  if (!isObject(value)) return [`${path}: no object`];
  return [
    ...only(value, ['text', 'value', 'description'], path),
    ...text(value.text, `${path}.text`, 75, ['plain_text']),
    ...length(value.value, `${path}.value`, 150),
  ];
}

function initialOption({ initial_option, options }: Json, path: string): string[] {
  if (initial_option === undefined) return [];
  const isOffered = (options as unknown[]).some((each) => JSON.stringify(each) === JSON.stringify(initial_option));
  return isOffered ? [] : [`${path}.initial_option: is none of the options`];
}

function typed(value: unknown, path: string, checks: Record<string, Check>, surface: Surface): string[] {
  if (!isObject(value)) return [`${path}: no object`];
  const check = checks[String(value.type)];
  if (!check) return [`${path}: type ${String(value.type)} has no place here`];
  const id = value.block_id;
  return [...(id === undefined ? [] : length(id, `${path}.block_id`, 255)), ...check(value, path, surface)];
}

function text(value: unknown, path: string, most: number, types = ['plain_text', 'mrkdwn']): string[] {
  if (!isObject(value)) return [`${path}: no text object`];
  const isPlain = value.type === 'plain_text';
  return [
    ...(types.includes(String(value.type)) ? [] : [`${path}: type ${String(value.type)} has no place here`]),
    ...only(value, ['text', isPlain ? 'emoji' : 'verbatim'], path),
    ...length(value.text, `${path}.text`, most),
  ];
}

function many(value: unknown, path: string, most: number, check: (item: unknown, path: string) => string[]): string[] {
  if (!Array.isArray(value)) return [`${path}: no list`];
  const faults = value.flatMap((item, index) => check(item, `${path}[${index}]`));
  return value.length < 1 || value.length > most
    ? [...faults, `${path}: ${value.length} of 1 to ${most} items`]
    : faults;
}

/** Slack takes a text of blanks for an empty one. */
function length(value: unknown, path: string, most: number, least = 1): string[] {
  if (typeof value !== 'string') return [`${path}: no string`];
  const size = least > 0 && value.trim() === '' ? 0 : value.length;
  return size < least || size > most ? [`${path}: ${size} of ${least} to ${most} characters`] : [];
}

const only = (value: Json, known: readonly string[], path: string): string[] =>
  Object.keys(value)
    .filter((key) => !['type', 'block_id', ...known].includes(key))
    .map((key) => `${path}.${key}: unknown property`);

const repeated = (ids: readonly string[], what: string): string[] =>
  ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${what} ${id}: used twice`);

/** In an input the action_id only has to be unique within its block. */
const actionIds = (blocks: readonly unknown[]): string[] =>
  collect(
    blocks.filter((block) => isObject(block) && block.type !== 'input'),
    'action_id',
  );

function collect(value: unknown, key: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => collect(item, key));
  if (!isObject(value)) return [];
  const own = value[key];
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(value).flatMap((inner) => collect(inner, key))];
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
