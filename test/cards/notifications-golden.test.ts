import { describe } from 'vitest';
import { answersOf, notificationsCard, notificationsForm } from '../../cards/account/notifications-card.js';
import { linked } from '../../cards/platform/portal-page.js';
import { noPreferences, type Preferences } from '../../domain/notification/preferences.js';
import { grace, when } from './facts.js';
import { isAsItWas } from './golden-files.js';

const quiet: Preferences = { ...noPreferences(grace), channels: 'mail', quietHours: { from: 1200, until: 420 } };
const inTokyo: Preferences = { ...noPreferences(grace), timeZone: 'Asia/Tokyo' };
const views = {
  'by-default': notificationsCard(noPreferences(grace), when.timeZone),
  quiet: notificationsCard(quiet, when.timeZone, 'Saved.'),
  'zone-chosen': notificationsCard(inTokyo, 'Asia/Tokyo', 'Saved.'),
  form: notificationsForm(answersOf(quiet), when.timeZone),
  'form-again': notificationsForm(
    {
      values: { channels: 'both', from: 'dusk', timeZone: 'Middle Earth' },
      problems: {
        from: 'Write a time such as 20:00, or leave both empty for no quiet hours.',
        timeZone: 'Write a time zone such as Europe/Berlin, or leave this empty.',
      },
    },
    when.timeZone,
  ),
};

describe.each(Object.entries(views))('How somebody is told: %s', (name, view) => {
  isAsItWas(`notifications-${name}`, linked(view, 'https://latchkey.example'));
});
