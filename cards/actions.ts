import { z } from 'zod';
import { alertNames } from '../domain/alert/alert.js';
import { personId as person, roleShape as role, shortId } from './action-parts.js';
import { listName } from './list-names.js';
import { isSettingKey, type SettingKey, sectionNames } from './settings/settings-sections.js';
import { keptArguments, LONGEST_KEPT } from './words/kept-arguments.js';

const id = shortId;

/** What somebody had typed with a decision, for whom the button was drawn: fields that are filled in go before it. */
const filled = z
  .strictObject({ justification: z.string().max(1000).optional(), duration: z.int().min(0).optional() })
  .optional();
/** What somebody had written into the form of a decision, for it to show again, and what is wrong with it. */
const typed = z
  .strictObject({
    justification: z.string().max(LONGEST_KEPT).optional(),
    length: z.string().max(100).optional(),
    start: z.string().max(100).optional(),
    problem: z.string().max(300).optional(),
  })
  .optional();
/** The commands that a button may run: whole, so that nothing else is ever read in a press. */
const fixedVerbs = [
  ...['help', 'activate', 'my roles', 'my requests', 'pending', 'decide several', 'reviews', 'create review'],
  ...['alerts', 'alerts refresh', 'alerts settings', 'stuck', 'stuck retry all', 'quiet hours', 'quiet hours off'],
] as const;

/** One of them. */
export type FixedVerb = (typeof fixedVerbs)[number];

/** True for a command that a button may run by its verb alone. */
export const isFixedVerb = (text: string): text is FixedVerb => (fixedVerbs as readonly string[]).includes(text);

const settingKey = z.custom<SettingKey>((key) => typeof key === 'string' && isSettingKey(key));
const schemas = [
  /** A decision on one stage, drawn from one revision of the terms. Fields: `justification`, `duration`. */
  z.strictObject({
    do: z.literal('review'),
    requestId: id,
    stageId: z.int().min(0).max(100),
    revision: z.int().min(0),
    reviewResult: z.enum(['Approve', 'Deny']),
    filled,
  }),
  /** Opens the form that asks why, before a decision that needs (Approve) or invites (Deny) a reason. */
  z.strictObject({
    do: z.literal('ask-review'),
    requestId: id,
    stageId: z.int().min(0).max(100),
    revision: z.int().min(0),
    reviewResult: z.enum(['Approve', 'Deny']),
    filled,
    typed,
  }),
  /**
   * Opens the tick-list of what waits, filled in: `requests` are ticks of it (`id:stage:revision`, joined by commas).
   * Nothing is decided by it.
   */
  z.strictObject({
    do: z.literal('ask-several'),
    requests: z.string().max(1500),
    reviewResult: z.enum(['Approve', 'Deny']).optional(),
    filled,
  }),
  /** Shows the present card of a request: the way back from a form. */
  z.strictObject({ do: z.literal('show'), requestId: id }),
  z.strictObject({
    do: z.literal('deactivate'),
    requestId: id,
    justification: z.string().max(LONGEST_KEPT).optional(),
  }),
  z.strictObject({ do: z.literal('cancel'), requestId: id }),
  /** Opens the form of `activate`, filled in as this request was. */
  z.strictObject({ do: z.literal('activate-again'), requestId: id }),
  /**
   * Asks for a role at this very scope, or only tells what that would come to. `replaces`: in place of a request that
   * still waits as it was seen.
   */
  z.strictObject({
    do: z.literal('activate'),
    intent: z.enum(['activate', 'preview']),
    role,
    said: keptArguments,
    replaces: z.strictObject({ requestId: id, revision: z.int().min(0) }).optional(),
  }),
  /** Opens the form of it, filled in. `role`: the one chosen in it. */
  z.strictObject({
    do: z.literal('ask-activate'),
    intent: z.enum(['activate', 'preview']),
    role: role.optional(),
    said: keptArguments,
  }),
  /** A command that names nothing, by its verb alone. */
  z.strictObject({ do: z.literal('run'), text: z.enum(fixedVerbs) }),
  /** Shows how one command is typed. */
  z.strictObject({ do: z.literal('help'), command: id }),
  /** Shows what has happened to a request. */
  z.strictObject({ do: z.literal('history'), requestId: id }),
  /** Opens the form that gives somebody a role, or changes, prolongs or takes theirs; without a person, one's own. */
  z.strictObject({
    do: z.literal('ask-assignment'),
    command: z.enum(['assign', 'update', 'extend', 'renew', 'remove']),
    role: role.optional(),
    principalId: person.optional(),
    level: z.enum(['eligibility', 'assignment']).optional(),
    said: keptArguments,
  }),
  /** Shows what would end if everything of somebody ended, or asks whom and why. */
  z.strictObject({ do: z.literal('ask-revoke-all'), principalId: person.optional(), said: keptArguments }),
  /** Ends it. */
  z.strictObject({ do: z.literal('revoke-all'), principalId: person, justification: z.string().max(LONGEST_KEPT) }),
  z.strictObject({ do: z.literal('reset-proofs'), principalId: person }),
  /** Has one delivery tried at once, or gives it up. */
  z.strictObject({
    do: z.literal('settle-stuck'),
    act: z.enum(['retry', 'drop']),
    id: z.stringFormat('stuck', /^[0-9a-f]{6,8}$/),
  }),
  /** Shows one alert, looks for it at once, or opens its settings. */
  z.strictObject({ do: z.literal('alert'), alert: z.enum(alertNames), act: z.enum(['show', 'refresh']) }),
  /** What is done to one occurrence of an access review, or to the review of this id; `isSure`: without asking again. */
  z.strictObject({
    do: z.literal('access-review'),
    act: z.enum(['show', 'decide', 'accept', 'remind', 'stop', 'apply', 'reset', 'delete']),
    id,
    isSure: z.literal(true).optional(),
    justification: z.string().max(LONGEST_KEPT).optional(),
    /** At which place a tick-list begins. */
    from: z.int().min(0).max(1_000_000).optional(),
  }),
  z.strictObject({ do: z.literal('set-channels'), channels: z.enum(['chat', 'mail', 'both']) }),
  /** Shows what a role asks for. */
  z.strictObject({ do: z.literal('settings'), role }),
  /** Signs another person out everywhere. */
  z.strictObject({ do: z.literal('end-sessions'), principalId: id }),
  /** Takes a linked account from another person. `account`: the platform's own id of it. */
  z.strictObject({
    do: z.literal('unlink-account'),
    principalId: id,
    surface: z.literal('slack'),
    account: z.string().min(1).max(200),
  }),
  /** Makes a pass by which another person may set up their first passkey or app. */
  z.strictObject({ do: z.literal('give-pass'), principalId: id }),
  /** Opens the form for a role's settings with what was written for them. */
  z.strictObject({
    do: z.literal('fill-settings'),
    role,
    written: z.partialRecord(settingKey, z.string().max(1000)),
    problems: z.partialRecord(settingKey, z.string().max(500)),
    notes: z.array(z.string().max(500)).max(5),
  }),
  /**
   * Shows a list. `from`: the place in it at which it goes on; `after`: the last lines that were shown, the very last
   * first, so that it goes on behind them when the list has moved.
   */
  z.strictObject({
    do: z.literal('list'),
    list: listName,
    from: z.int().min(0).max(100_000),
    after: z.array(id).max(3).optional(),
  }),
  /** A filled-in form of a command; `about`: the id of what it is about. The values come as the press's fields. */
  z.strictObject({ do: z.literal('submit'), form: z.string().max(50), about: id.optional() }),
  /** An administrator's answer to who asks to extend or renew. Fields: `level`, `start`, `length`, `justification`. */
  z.strictObject({
    do: z.literal('decide-extension'),
    requestId: id,
    revision: z.int().min(0),
    reviewResult: z.enum(['Approve', 'Deny']),
    filled,
  }),
  /** Opens the form that asks why, and before an approval what to change. */
  z.strictObject({
    do: z.literal('ask-extension'),
    requestId: id,
    revision: z.int().min(0),
    reviewResult: z.enum(['Approve', 'Deny']),
    filled,
    typed,
  }),
  /** Opens the form for one part of a role's settings. */
  z.strictObject({ do: z.literal('ask-settings'), role, section: z.enum(sectionNames) }),
  /** The filled-in form: which settings it showed, drawn from which version of them. Fields: these settings. */
  z.strictObject({
    do: z.literal('change-settings'),
    role,
    version: z.int().min(0),
    keys: z.array(z.string().max(100)).max(8),
  }),
  /** Puts back what the change to this version of a role's settings lowered. */
  z.strictObject({ do: z.literal('undo-settings'), role, version: z.int().min(1) }),
  /** Puts back what the change to this version of an alert's settings lowered. */
  z.strictObject({ do: z.literal('undo-alert'), alert: z.enum(alertNames), version: z.int().min(1) }),
  /** Opens an incident again that was dismissed at this moment. */
  z.strictObject({ do: z.literal('undo-dismissal'), incidentId: id, at: z.int().min(0) }),
  /** Opens the form that asks why, before an incident is fixed, kept or dismissed; or does what needs no reason. */
  z.strictObject({ do: z.literal('ask-incident'), incidentId: id, deed: z.enum(['fix', 'adopt', 'dismiss']) }),
  /** The filled-in form. Fields: `justification`. */
  z.strictObject({ do: z.literal('settle-incident'), incidentId: id, deed: z.enum(['fix', 'dismiss']) }),
  /** Opens the form with the settings of an alert. */
  z.strictObject({ do: z.literal('ask-alert'), alert: z.enum(alertNames) }),
  /** The filled-in form. Fields: `looked-for`, `count`, `share`, `duration`, `interval`, those that the alert has. */
  z.strictObject({ do: z.literal('change-alert'), alert: z.enum(alertNames) }),
] as const;

const Action = z.discriminatedUnion('do', schemas);

/** What a button does. It names things by id and the revision it was drawn from, and carries no authority of its own. */
export type Action = z.infer<typeof Action>;

/** The payload of a button press as it came back from a platform; undefined when it is none of ours. */
export function parseAction(payload: unknown): Action | undefined {
  const parsed = Action.safeParse(payload);
  return parsed.success ? parsed.data : undefined;
}
