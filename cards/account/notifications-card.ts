import type { Channels, Preferences, QuietHours } from '../../domain/notification/preferences.js';
import type { Button, Card, Form } from '../card.js';

/** The page on which somebody says how they want to be told. */
export const notificationsPage = '/notifications';

const channelWords: Record<Channels, string> = { both: 'By chat and by mail', chat: 'By chat', mail: 'By mail' };

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** `20:00–07:00`. */
const hoursWords = ({ from, until }: QuietHours) => `${clock(from)}–${clock(until)}`;

const always =
  'Requests that wait for your decision, and whatever else is yours to act on, come at once, by whatever reaches you.';

/** How somebody is told of what is not theirs to act on, with what they may choose. `timeZone`: theirs, as an IANA name. */
export function notificationsCard(
  { channels, quietHours, timeZone: chosen }: Preferences,
  timeZone: string,
  done?: string,
): Card {
  const others = (Object.keys(channelWords) as Channels[]).filter((each) => each !== channels);
  const title = 'How you are told';
  return {
    kind: 'card',
    name: 'notifications',
    title,
    ...(done !== undefined && { status: { text: done, tone: 'good' } }),
    body: [always],
    facts: [
      { label: 'Everything else', value: channelWords[channels] },
      {
        label: 'Quiet hours',
        value: quietHours ? `${hoursWords(quietHours)} (${timeZone}); what comes then waits until they end` : 'None',
      },
      { label: 'Time zone', value: chosen === undefined ? `${timeZone}, as your chat or browser says` : timeZone },
    ],
    rows: [],
    buttons: [
      ...others.map(
        (each): Button => ({
          title: channelWords[each],
          style: 'default',
          action: { do: 'set-channels', channels: each },
        }),
      ),
      run(quietHours ? 'Change quiet hours' : 'Set quiet hours', 'quiet hours'),
      ...(quietHours ? [run('No quiet hours', 'quiet hours off')] : []),
    ],
    page: notificationsPage,
    summary: `${title}: ${channelWords[channels].toLowerCase()}`,
  };
}

const run = (title: string, text: 'quiet hours' | 'quiet hours off'): Button => ({
  title,
  style: 'default',
  action: { do: 'run', text },
});

type NotificationInput = 'channels' | 'from' | 'until' | 'timeZone';

/** What is asked for, as it was typed, and what is wrong with it. */
export type NotificationAnswers = {
  values: Partial<Record<NotificationInput, string | undefined>>;
  problems?: Partial<Record<NotificationInput, string>> | undefined;
};

/** The same as it would be typed. */
export const answersOf = ({ channels, quietHours, timeZone }: Preferences): NotificationAnswers => ({
  values: {
    channels,
    ...(quietHours && { from: clock(quietHours.from), until: clock(quietHours.until) }),
    timeZone,
  },
});

/**
 * Asks how somebody wants to be told. Inputs: `channels` (a choice), `from` and `until` (times of the day, or nothing),
 * `timeZone` (the one they choose, or nothing). `timeZone`: the one they read times in now.
 */
export function notificationsForm({ values, problems = {} }: NotificationAnswers, timeZone: string): Form {
  const title = 'How you are told';
  return {
    kind: 'form',
    name: 'notifications',
    title,
    body: [always, `During quiet hours everything else waits until they end. Your times are those of ${timeZone}.`],
    inputs: [
      {
        id: 'channels',
        label: 'Everything else comes',
        kind: 'choice',
        choices: Object.entries(channelWords).map(([value, words]) => ({ value, title: words })),
        value: values.channels,
        isRequired: true,
        problem: problems.channels,
      },
      {
        id: 'from',
        label: 'Quiet hours from',
        kind: 'text',
        value: values.from || undefined,
        placeholder: '20:00',
        isRequired: false,
        problem: problems.from,
      },
      {
        id: 'until',
        label: 'Quiet hours until',
        kind: 'text',
        value: values.until || undefined,
        placeholder: '07:00',
        isRequired: false,
        problem: problems.until,
      },
      {
        id: 'timeZone',
        label: 'Time zone',
        kind: 'text',
        value: values.timeZone || undefined,
        placeholder: 'Europe/Berlin; empty for what your chat or browser says',
        isRequired: false,
        problem: problems.timeZone,
      },
    ],
    submit: { title: 'Save', style: 'primary', action: { do: 'submit', form: 'notifications' } },
    reopen: { do: 'run', text: 'quiet hours' },
    summary: title,
  };
}
