import type { BlockAction, SlashCommand, types, ViewOutput, ViewSubmitAction } from '@slack/bolt';
import type { Turn } from '../../bot/turns/turn.js';
import { type CommandId, commandId } from '../../domain/ids.js';
import type { Sender } from './people.js';

/** One verified delivery, read: who speaks and what. The actor is resolved from the sender alone. */
export type Inbound = { commandId: CommandId; sender: Sender; input: Turn['input'] };

/** Fields of a shared conversation's messages that the SDK's types leave out. */
type SharedMessage = types.GenericMessageEvent & { user_team?: string; source_team?: string };

/** A person's direct message; undefined for what programs post, for edits and for other happenings. */
export function fromMessage(
  message: types.AllMessageEvents,
  envelope: { event_id: string; team_id: string },
): (Inbound & { channel: string; userId: string }) | undefined {
  if (message.subtype !== undefined || message.channel_type !== 'im') return undefined;
  if (message.bot_id || !message.user || !message.text) return undefined;
  // In a conversation shared between workspaces the envelope names the app's workspace, not the writer's.
  const { user_team, source_team }: SharedMessage = message;
  const teamId = user_team ?? source_team ?? message.team ?? envelope.team_id;
  return {
    commandId: idOf(envelope.event_id),
    sender: { teamId, userId: message.user },
    input: { kind: 'text', text: message.text, opensForms: false },
    channel: message.channel,
    userId: message.user,
  };
}

/** What was typed after `/pim`. */
export function fromCommand(command: SlashCommand): Inbound {
  return {
    commandId: idOf(command.trigger_id),
    sender: { teamId: command.team_id, userId: command.user_id },
    input: { kind: 'text', text: command.text, opensForms: true },
  };
}

/** A pressed button of a message; undefined for inputs that were merely changed and for links. */
export function fromPress(body: BlockAction): Inbound | undefined {
  const [pressed] = body.actions;
  if (pressed?.type !== 'button' || pressed.value === undefined || body.view) return undefined;
  return {
    commandId: idOf(body.trigger_id),
    sender: { teamId: body.user.team_id ?? body.team?.id ?? '', userId: body.user.id },
    input: { kind: 'press', action: readJson(pressed.value), fields: readFields(body.state?.values) },
  };
}

/** A form that was sent. The hash changes whenever the form is shown again, so a repeat of one sending keeps its id. */
export function fromSubmission({ user, team, view }: ViewSubmitAction): Inbound {
  return {
    commandId: idOf(`${view.id}:${view.hash}`),
    sender: { teamId: user.team_id ?? team?.id ?? '', userId: user.id },
    input: { kind: 'press', action: readJson(view.private_metadata), fields: readFields(view.state.values) },
  };
}

const idOf = (platformId: string) => commandId(`slack:${platformId}`);

/** Undefined for what is no JSON: the parser of actions then says that the button is unknown. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is ticked comes joined by commas; a long tick-list comes in several blocks under one id. */
function readFields(values: ViewOutput['state']['values'] | undefined): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [id, input] of Object.values(values ?? {}).flatMap((block) => Object.entries(block))) {
    const ticked = input.selected_options?.map(({ value }) => value).join(',');
    const said = ticked ?? input.value ?? input.selected_option?.value ?? '';
    fields[id] = [fields[id], said].filter(Boolean).join(',');
  }
  return fields;
}
