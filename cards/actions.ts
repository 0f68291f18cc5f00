import { z } from 'zod';
import { alertNames } from '../domain/alert/alert.js';
import { principalId } from '../domain/ids.js';
import { LONGEST_KEPT, said } from './said.js';
import { sectionNames } from './settings-sections.js';

const id = z.string().min(1).max(100);
const text = z.string().max(2000);
const roleAt = { roleDefinitionId: id, directoryScopeId: z.string().min(1).max(1000) };
const role = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('directory'), ...roleAt }),
  z.strictObject({ kind: z.literal('azure'), ...roleAt }),
  z.strictObject({
    kind: z.literal('group'),
    groupId: id.transform(principalId),
    accessId: z.enum(['member', 'owner']),
  }),
]);

/** What somebody had typed with a decision, for whom the button was drawn: fields that are filled in go before it. */
const filled = z
  .strictObject({ justification: z.string().max(1000).optional(), duration: z.int().min(0).optional() })
  .optional();

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
  /** Asks for a role at this very scope, or only tells what that would come to. */
  z.strictObject({ do: z.literal('activate'), intent: z.enum(['activate', 'preview']), role, said }),
  /** Opens the form of it, filled in. `role`: the one chosen in it. */
  z.strictObject({
    do: z.literal('ask-activate'),
    intent: z.enum(['activate', 'preview']),
    role: role.optional(),
    said,
  }),
  /** Runs a command as though its text had been typed. */
  z.strictObject({ do: z.literal('run'), text }),
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
  /** Opens the form that asks why, before an incident is mended, kept or dismissed; or does what needs no reason. */
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
