import type { Action } from './actions.js';
import type { ListName } from './list-names.js';

/*
 * What a person is shown, before any platform's form. Every text in it is plain text: renderers escape it for their
 * surface, so nothing a person wrote can become a mention, a link or markup. Times are already in the viewer's zone.
 */

export type Tone = 'neutral' | 'good' | 'warning' | 'bad';
export type Fact = { label: string; value: string };

export type Button = {
  title: string;
  style: 'default' | 'primary' | 'destructive';
  action: Action;
};

/** One line of a list, with its own buttons. */
export type Row = {
  title: string;
  subtitle?: string | undefined;
  buttons: readonly Button[];
  /** Names what the line is about, in a list that goes on from it. */
  key?: string | undefined;
};

/** Which list the rows are a part of: how many stand before them, and in all where that is known. */
type Part = { list: ListName; from: number; total?: number | undefined; hasMore: boolean };

/** A message with an optional status, facts, words of a person, list and buttons. */
export type Card = {
  kind: 'card';
  /** Which view model made it: `request`, `my-roles`, … */
  name: string;
  title: string;
  status?: { text: string; tone: Tone } | undefined;
  /** Paragraphs above the facts. */
  body: readonly string[];
  facts: readonly Fact[];
  /** What a person wrote, shown as theirs. */
  quote?: { label: string; text: string } | undefined;
  rows: readonly Row[];
  /** How to see rows that a surface has no room for, after "and 12 more": `type “pending”`. */
  more?: string | undefined;
  /** How many more lines there are than the card has rows, where it is no part of a list: `more` says how to see them. */
  unlisted?: number | undefined;
  /** The list that the rows are a part of, which a button goes on with. */
  part?: Part | undefined;
  buttons: readonly Button[];
  /** Where the portal shows it: a path of ours, which becomes a link where there is a portal. */
  page?: string | undefined;
  /** Where it goes on in the browser: an address of our own, never one that a person wrote. */
  link?: { title: string; url: string } | undefined;
  /** One line that says it all: notifications, screen readers, clients that show no cards. */
  summary: string;
};

export type Input = {
  id: string;
  label: string;
  /** `choice`: one of its choices. `ticks`: any number of them, their values joined by commas. */
  kind: 'text' | 'multiline' | 'choice' | 'ticks';
  value?: string | undefined;
  placeholder?: string | undefined;
  choices?: readonly { title: string; value: string }[] | undefined;
  isRequired: boolean;
  /** What is wrong with the present value, naming the fix. */
  problem?: string | undefined;
};

/** The values that are ticked, of a `ticks` input or its answer. No value has a comma in it. */
export const tickedIn = (value: string | undefined): string[] => (value ?? '').split(',').filter((each) => each !== '');

/** A few questions and one button; what was already understood is filled in. */
export type Form = {
  kind: 'form';
  name: string;
  title: string;
  body: readonly string[];
  inputs: readonly Input[];
  submit: Button;
  /** The way back, for surfaces where the form takes the card's place. */
  back?: Button | undefined;
  /** Opens the same form again, for surfaces that need a press to show one (Slack opens a modal only then). */
  reopen: Action;
  summary: string;
};

export type View = Card | Form;
