import { answersOf, notificationsCard, notificationsForm } from '../../../cards/account/notifications-card.js';
import type { Channels, PreferenceChanges, QuietHours } from '../../../domain/notification/preferences.js';
import { readClock } from '../../language/time/clock.js';
import { readZone } from '../../language/time/zone.js';
import { zoneOf } from '../../views/zone-of.js';
import type { Answer, Caller, Command, CommandContext, CommandDeps, Fields } from '../command.js';

/** `notifications`: how one is told of what is not one's own to act on, and when not. */
export const notifications: Command = {
  name: 'notifications',
  aliases: ['my notifications', 'quiet hours', 'notify me', 'tell me'],
  clauses: [],
  synopsis: 'notifications [by chat|by mail|by both] [quiet hours <from>–<until>|quiet hours off|time zone <zone>]',
  summary: 'Show or change how you are told of what is not yours to act on, and your quiet hours.',
  examples: ['notifications by mail', 'quiet hours 20:00–07:00', 'notifications time zone Europe/Berlin'],
  async run(deps, context) {
    const said = context.rest.trim().toLowerCase();
    const isAboutHours = /\bquiet\b/i.test(context.text);
    if (said === '' || said === 'quiet hours') return isAboutHours ? ask(deps, context) : show(deps, context);
    const zone = ZONE.exec(context.rest.trim())?.[1];
    if (zone !== undefined) return changeZone(deps, context, zone);
    const changes = readChanges(said, isAboutHours);
    return changes ? changePreferences(deps, context, changes) : { kind: 'refused', text: usage };
  },
  submit: (deps, context, fields) => submitted(deps, context, fields),
};

const usage =
  'Type “notifications by chat”, “by mail” or “by both”; “quiet hours 20:00–07:00”, “quiet hours off”, or “notifications time zone Europe/Berlin”. “notifications” alone shows how it is.';

const channelWords: Readonly<Record<string, Channels>> = {
  chat: 'chat',
  mail: 'mail',
  email: 'mail',
  'e-mail': 'mail',
  both: 'both',
  'chat and mail': 'both',
  'mail and chat': 'both',
  everything: 'both',
};

const ZONE = /^time ?zone:?\s+(\S.*)$/i;

/** Takes a zone as their own choice; `off` leaves it to what their chat says. */
async function changeZone(deps: CommandDeps, context: CommandContext, said: string): Promise<Answer> {
  const zone = /^(?:off|none)$/i.test(said) ? null : readZone(said);
  if (zone === undefined) {
    return { kind: 'refused', text: `“${said}” is not a time zone. Type one such as Europe/Berlin, or “off”.` };
  }
  return changePreferences(deps, context, { timeZone: zone });
}

const BY = /^(?:only )?by (?:only )?([a-z-]+(?: and (?:by )?[a-z-]+)?)(?: only)?(?:,? (?:and )?(?=quiet)|$)/;
const HOURS = /^(?:from )?(\S+?(?: ?[ap]\.?m\.?)?) ?(?:-|–|—|until|till|to) ?(\S+(?: ?[ap]\.?m\.?)?)$/;

/** What was typed after the command's name: who is to be told how, the hours, or both; undefined where it is not understood. */
function readChanges(said: string, isAboutHours: boolean): PreferenceChanges | undefined {
  const [matched = '', by = ''] = BY.exec(said) ?? [];
  const channels = matched === '' ? undefined : channelWords[by.replace(' and by ', ' and ')];
  if (matched !== '' && channels === undefined) return undefined;
  const left = said
    .slice(matched.length)
    .replace(/^quiet hours?\s*/, '')
    .trim();
  if (left === '') return channels && { channels };
  if (!isAboutHours) return undefined;
  const quietHours = /^(?:off|none|never)$/.test(left) ? null : readHours(left);
  return quietHours === undefined ? undefined : { channels, quietHours };
}

function readHours(said: string): QuietHours | undefined {
  const [, from = '', until = ''] = HOURS.exec(said) ?? [];
  const [begins, ends] = [readTime(from), readTime(until)];
  return begins === undefined || ends === undefined || begins === ends ? undefined : { from: begins, until: ends };
}

/** A time of the day, in minutes after midnight; `7` is seven in the morning, for a day has 24 hours here. */
function readTime(said: string): number | undefined {
  const time = readClock(said.trim().toLowerCase());
  return time && time.hour * 60 + time.minute;
}

async function show({ store }: CommandDeps, { actor, timeZone }: CommandContext): Promise<Answer> {
  return { kind: 'card', card: notificationsCard(await store.read.preferences.of(actor), timeZone) };
}

async function ask({ store }: CommandDeps, { actor, timeZone }: CommandContext): Promise<Answer> {
  return { kind: 'form', form: notificationsForm(answersOf(await store.read.preferences.of(actor)), timeZone) };
}

/** Changes how the presser is told, and shows it. */
export async function changePreferences(
  deps: CommandDeps,
  { by, actor, timeZone }: Caller,
  changes: PreferenceChanges,
): Promise<Answer> {
  const preferences = await deps.changePreferences(changes, by);
  const isLeft = changes.timeZone === null && preferences.timeZone === undefined;
  const present = preferences.timeZone ?? (isLeft ? await zoneOf(deps, actor) : timeZone);
  return { kind: 'card', card: notificationsCard(preferences, present, 'Saved.') };
}

async function submitted(deps: CommandDeps, context: CommandContext, fields: Fields): Promise<Answer> {
  const values = {
    channels: fields.channels ?? '',
    from: fields.from?.trim() ?? '',
    until: fields.until?.trim() ?? '',
    timeZone: fields.timeZone?.trim(),
  };
  const channels = Object.values(channelWords).find((each) => each === values.channels);
  const hours = hoursIn(values);
  const timeZone = values.timeZone === '' ? null : values.timeZone && readZone(values.timeZone);
  const problems = {
    ...(channels === undefined && { channels: 'Choose one of these.' }),
    ...hours.problems,
    ...(values.timeZone && !timeZone && { timeZone: 'Write a time zone such as Europe/Berlin, or leave this empty.' }),
  };
  if (Object.keys(problems).length > 0) {
    return { kind: 'form', form: notificationsForm({ values, problems }, context.timeZone) };
  }
  return changePreferences(deps, context, { channels, quietHours: hours.quietHours, timeZone });
}

/** Quiet hours as they were filled in: none where both are empty; or what is wrong with them. */
function hoursIn(values: { from: string; until: string }) {
  const [from, until] = [readTime(values.from), readTime(values.until)];
  const isNone = values.from === '' && values.until === '';
  const isWrong = (time: number | undefined) => !isNone && time === undefined;
  const time = 'Write a time such as 20:00, or leave both empty for no quiet hours.';
  const problems = {
    ...(isWrong(from) && { from: time }),
    ...(isWrong(until) && { until: time }),
    ...(from !== undefined && from === until && { until: 'Write another time than the one they begin at.' }),
  };
  return { quietHours: from === undefined || until === undefined ? null : { from, until }, problems };
}
