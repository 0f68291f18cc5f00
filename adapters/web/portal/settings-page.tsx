import type { SettingsForesight } from '../../../bot/portal/settings-reads.js';
import { type SettingsFacts, settingsCard } from '../../../cards/settings-card.js';
import { sectionNames, settingsSections } from '../../../cards/settings-sections.js';
import type { RuleId } from '../../../cards/settings-words.js';
import type { SentForm } from './carry-out.js';
import { Carried } from './press.js';
import { roleQuery } from './role-address.js';
import type { Visit } from './visit.js';

/** A role's settings in words, part by part. */
export function SettingsPage({ facts, mayChange }: { facts: SettingsFacts; mayChange: boolean }) {
  const { body, rows } = settingsCard(facts, false);
  const parts = new Map<string, string>(sectionNames.map((name) => [settingsSections[name].title, name]));
  const query = roleQuery(facts.role);
  return (
    <>
      {body.map((text) => (
        <p>{text}</p>
      ))}
      <dl class="settings">
        {rows.map(({ title, subtitle = '' }) => (
          <div>
            <dt>{title}</dt>
            <dd>
              <ul>
                {sentences(subtitle).map((text) => (
                  <li>{text}</li>
                ))}
              </ul>
              {mayChange && parts.has(title) && (
                <a
                  class="button"
                  data-style="default"
                  href={`/settings/change?${query}&part=${parts.get(title)}`}
                  aria-label={`Change: ${title}`}
                >
                  Change
                </a>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Each rule's sentence on a line of its own; a name may hold a full stop, but no sentence begins after it. */
const sentences = (text: string): string[] => text.split(/(?<=\.) (?=[A-Z][^.:]{2,60}: )/);

type Look = { visit: Visit; sent: SentForm; foresight: SettingsForesight };

/** What a change would mean, before it is saved. */
export function SettingsLook({ visit, sent, foresight: { rules } }: Look) {
  return (
    <>
      <p>Nothing is saved yet. This is what would change:</p>
      <dl class="settings">
        {rules.map(({ id, title, words }) => (
          <div>
            <dt>{title}</dt>
            <dd>
              {words}
              {meaningOf(id) !== undefined && <p class="meaning">{meaningOf(id)}</p>}
            </dd>
          </div>
        ))}
      </dl>
      <form method="post" action="/do">
        <Carried visit={visit} action={sent.action} back={sent.back} />
        {Object.entries(sent.fields).map(([name, value]) => (
          <input type="hidden" name={`f.${name}`} value={value} />
        ))}
        <div class="buttons">
          <button type="submit" data-style="primary">
            Save
          </button>
          <a class="button" data-style="default" href={sent.back}>
            Do not save
          </a>
        </div>
      </form>
    </>
  );
}

/** For whom a changed rule begins to count, and from when: the settings are read when something is asked or decided. */
function meaningOf(id: RuleId): string | undefined {
  if (id.startsWith('Notification_')) return 'Counts for what happens from now on.';
  if (id === 'Expiration_EndUser_Assignment') {
    return 'Counts for whoever asks from now on. What is active already keeps its end.';
  }
  if (id === 'Approval_EndUser_Assignment') return 'Counts for whoever asks from now on.';
  if (id.endsWith('_EndUser_Assignment')) return 'Whoever activates from now on is asked for it.';
  if (id.startsWith('Expiration_Admin_'))
    return 'Counts for what is given or extended from now on. What was given keeps its end.';
  if (id.startsWith('Enablement_Admin_')) return 'Whoever gives the role from now on is asked for it.';
  return undefined;
}
