type Json = Record<string, unknown>;

const MESSAGE_BYTES = 28 * 1024;
const VISIBLE_ACTIONS = 6;
const elements = new Set([
  'AdaptiveCard',
  'TextBlock',
  'RichTextBlock',
  'TextRun',
  'Container',
  'ColumnSet',
  'Column',
  'FactSet',
  'ActionSet',
  'Input.Text',
  'Input.ChoiceSet',
  'Action.Execute',
  'Action.Submit',
  'Action.OpenUrl',
]);

/**
 * What Teams would refuse or hide in this card, one line each; empty when all is well. Takes the card as sent.
 * Limits: 28 KB a message, six visible actions, schema 1.5 of the elements Latchkey uses, ids unique, every text there.
 */
export function adaptiveCardFaults(card: unknown): string[] {
  if (!isObject(card) || card.type !== 'AdaptiveCard') return ['card: no AdaptiveCard'];
  const bytes = new TextEncoder().encode(JSON.stringify(card)).length;
  const nodes = all(card);
  const inputs = nodes.filter(({ type }) => String(type).startsWith('Input.')).map(({ id }) => String(id));
  return [
    ...(bytes > MESSAGE_BYTES ? [`card: ${bytes} of at most ${MESSAGE_BYTES} bytes`] : []),
    ...(card.version === '1.5' ? [] : [`card.version: ${String(card.version)}`]),
    ...(isText(card.fallbackText) ? [] : ['card.fallbackText: missing']),
    ...nodes.flatMap(nodeFaults),
    ...inputs.filter((id, index) => inputs.indexOf(id) !== index).map((id) => `input ${id}: used twice`),
  ];
}

function nodeFaults(node: Json): string[] {
  const type = String(node.type);
  if (!elements.has(type)) return [`${type}: unknown element`];
  if (type === 'TextBlock' || type === 'TextRun') return isText(node.text) ? [] : [`${type}.text: missing`];
  if (type === 'RichTextBlock') return isList(node.inlines) ? [] : ['RichTextBlock.inlines: none'];
  if (type.startsWith('Input.')) return inputFaults(node, type);
  if (type.startsWith('Action.')) return actionFaults(node, type);
  return actionListFaults(node, type);
}

function inputFaults(node: Json, type: string): string[] {
  const faults = [
    ...(isText(node.id) ? [] : [`${type}.id: missing`]),
    ...(isText(node.label) ? [] : [`${type}.label: missing`]),
    ...(node.isRequired && !isText(node.errorMessage) ? [`${type}.errorMessage: missing`] : []),
  ];
  if (type === 'Input.ChoiceSet' && !isList(node.choices)) faults.push(`${type}.choices: none`);
  return faults;
}

function actionFaults(node: Json, type: string): string[] {
  const faults = isText(node.title) ? [] : [`${type}.title: missing`];
  if (type === 'Action.OpenUrl')
    return /^https?:\/\//.test(String(node.url)) ? faults : [...faults, `${type}.url: none`];
  if (!isObject(node.data) || !isObject(node.data.action)) faults.push(`${type}.data.action: missing`);
  if (type === 'Action.Execute') {
    if (!isText(node.verb)) faults.push(`${type}.verb: missing`);
    if (!isObject(node.fallback) || node.fallback.type !== 'Action.Submit') faults.push(`${type}.fallback: missing`);
  }
  return faults;
}

function actionListFaults(node: Json, type: string): string[] {
  if (node.actions === undefined) return [];
  const visible = (node.actions as Json[]).filter(({ mode }) => mode !== 'secondary');
  return visible.length > VISIBLE_ACTIONS ? [`${type}.actions: ${visible.length} of ${VISIBLE_ACTIONS} visible`] : [];
}

/** Every element of the card; what a button sends is not part of it. */
function all(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(all);
  if (!isObject(value)) return [];
  const inner = Object.entries(value).flatMap(([key, part]) => (isOpaque(key) ? [] : all(part)));
  return value.type === undefined ? inner : [value, ...inner];
}

const isOpaque = (key: string) => key === 'data' || key === 'choices' || key === 'facts';
const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
const isList = (value: unknown) => Array.isArray(value) && value.length > 0;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
