import { Template } from 'adaptivecards-templating';
import { type Button, type Card, type Form, type Input, type Row, type Tone, tickedIn, type View } from '../card.js';
import cardTemplate from './adaptive/card.json' with { type: 'json' };
import formTemplate from './adaptive/form.json' with { type: 'json' };
import { type AdaptiveAction, executeAction } from './adaptive-action.js';
import { oneLine, paragraph } from './plain-text.js';
import { buttonsThatFit, type Room, renderToFit, rowsThatFit } from './room.js';

/** An Adaptive Card 1.5 as JSON. */
export type AdaptiveCard = { type: 'AdaptiveCard'; [property: string]: unknown };

/** Teams takes 28 KB a message, of which this leaves two for what goes around the card. */
const CARD_BYTES = 26 * 1024;
const colours = { neutral: 'Default', good: 'Good', warning: 'Warning', bad: 'Attention' } satisfies Record<
  Tone,
  string
>;
const bytes = new TextEncoder();

/** Parsing a template takes milliseconds, expanding it microseconds: each is parsed once, when it is first needed. */
const onceBuilt = (template: object) => {
  let built: Template | undefined;
  return (data: object): AdaptiveCard => {
    built ??= new Template(template);
    return built.expand({ $root: data });
  };
};
const expandCard = onceBuilt(cardTemplate);
const expandForm = onceBuilt(formTemplate);

/**
 * Renders a view as an Adaptive Card within Teams' limits. Every text by people stands in a TextRun, an input or a
 * title, none of which reads Markdown. Buttons are Universal Actions, with a submit action for clients without them.
 */
export function renderAdaptiveCard(view: View): AdaptiveCard {
  const render =
    view.kind === 'card'
      ? (room: Room) => expandCard(cardData(view, room))
      : (room: Room) => expandForm(formData(view, room));
  return renderToFit(render, (card) => bytes.encode(JSON.stringify(card)).length, CARD_BYTES);
}

/*
 * What the templates are expanded with. Every property has to be there: one that is missing would be shown as its
 * expression. Values are put in as they are and not read as expressions again.
 */

function cardData(card: Card, room: Room) {
  const { rows, rest, next } = rowsThatFit(card, room.rows);
  return {
    ...commonData(card, room),
    hasStatus: card.status !== undefined,
    status: line(card.status?.text, room.line),
    statusColor: colours[card.status?.tone ?? 'neutral'],
    hasFacts: card.facts.length > 0,
    facts: card.facts
      .slice(0, room.facts)
      .map(({ label, value }) => ({ label: line(label, room.line), value: line(value, room.line) })),
    hasQuote: card.quote !== undefined,
    quoteLabel: line(card.quote?.label, room.line),
    quote: words(card.quote?.text, room.words),
    rows: rows.map((row) => rowData(row, room)),
    hasMore: rest !== undefined,
    more: line(rest, 300),
    hasNext: next !== undefined,
    next: next === undefined ? [] : [executeAction(next)],
    actions: [...linkActions(card.link), ...actionsOf(card.buttons, room.buttons - (card.link ? 1 : 0), room)],
  };
}

const linkActions = (link: Card['link']) =>
  link ? [{ type: 'Action.OpenUrl', title: oneLine(link.title, 75), url: link.url }] : [];

function rowData({ title, subtitle, buttons }: Row, room: Room) {
  const actions = actionsOf(buttons, room.rowButtons, room);
  return {
    title: line(title, room.line),
    hasSubtitle: subtitle !== undefined,
    subtitle: line(subtitle, room.line),
    hasActions: actions.length > 0,
    actions,
  };
}

function formData(form: Form, room: Room) {
  const buttons = form.back ? [form.submit, form.back] : [form.submit];
  const actions = actionsOf(buttons, room.buttons, room);
  return {
    ...commonData(form, room),
    inputs: form.inputs.slice(0, room.inputs).map((input) => inputData(input, room)),
    // The way back must not wait for what the form requires.
    actions: actions.map((action, index) => (index === 0 ? action : withoutInputs(action))),
  };
}

function inputData({ id, label, kind, value, placeholder, choices, isRequired, problem }: Input, room: Room) {
  const offered = (choices ?? []).filter((choice) => choice.value.length <= room.payload).slice(0, room.choices);
  const isChoice = kind === 'choice' && offered.length > 0;
  const isTicks = kind === 'ticks' && offered.length > 0;
  const chosen = isTicks ? tickedIn(value) : [value];
  const isListed = isChoice || isTicks;
  const listed = offered.map((choice) => choice.value).filter((each) => chosen.includes(each));
  const present = isListed ? listed.join(',') : (value ?? '');
  return {
    id,
    label: line(label, room.line),
    isText: !isListed,
    isChoice,
    isTicks,
    isMultiline: kind === 'multiline',
    isRequired,
    placeholder: placeholder === undefined ? '' : line(placeholder, room.line),
    value: isListed || present === '' ? present : words(present, room.words),
    choices: offered.map((choice) => ({ title: line(choice.title, 75), value: choice.value })),
    hasProblem: Boolean(problem),
    problem: words(problem, room.line),
  };
}

const commonData = ({ summary, title, body }: View, room: Room) => ({
  fallbackText: escapeMarkdown(line(summary, 300)),
  title: line(title, room.line),
  body: body.slice(0, room.paragraphs).map((text) => ({ text: words(text, room.words) })),
});

const actionsOf = (buttons: readonly Button[], most: number, room: Room): AdaptiveAction[] =>
  buttonsThatFit(buttons, most, room.payload).map(executeAction);

const withoutInputs = (action: AdaptiveAction): AdaptiveAction => ({
  ...action,
  associatedInputs: 'none',
  fallback: { ...action.fallback, associatedInputs: 'none' },
});

const line = (text: string | undefined, most: number): string => withoutDates(oneLine(text ?? '', most));
const words = (text: string | undefined, most: number): string => withoutDates(paragraph(text ?? '', most));

/** `{{DATE(…)}}` in a text is replaced by clients even where they read no Markdown; an invisible joiner undoes it. */
const withoutDates = (text: string): string => text.replaceAll('{{', '{\u2060{');

/** For the one text that clients read as Markdown: what is shown where cards are not. */
const escapeMarkdown = (text: string): string => text.replace(/[\\`*_~#[\]<>]/g, '\\$&');
