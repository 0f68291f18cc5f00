import type { SettingsForesight } from '../../../../bot/portal/settings-reads.js';
import { roleQuery } from '../../../../cards/platform/portal-page.js';
import { type SettingsFacts, settingsCard, undoButton } from '../../../../cards/settings/settings-card.js';
import { sectionNames, settingsSections } from '../../../../cards/settings/settings-sections.js';
import type { SentForm } from '../carry-out.js';
import { Buttons, Carried, Press } from '../press.js';
import type { Visit } from '../visit.js';

/** A role's settings in words, part by part. */
export function SettingsPage({ visit, facts, mayChange }: { visit: Visit; facts: SettingsFacts; mayChange: boolean }) {
  const { body, rows } = settingsCard(facts, false);
  const parts = new Map<string, string>(sectionNames.map((name) => [settingsSections[name].title, name]));
  const query = roleQuery(facts.role);
  return (
    <>
      {body.map((text) => (
        <p>{text}</p>
      ))}
      {mayChange && (
        <Buttons>
          {undoButton(facts).map((button) => (
            <Press visit={visit} button={button} />
          ))}
        </Buttons>
      )}
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

type SettingsViewProps = { visit: Visit; sent: SentForm; foresight: SettingsForesight };

/** What a change would mean, before it is saved. */
export function SettingsView({ visit, sent, foresight: { rules } }: SettingsViewProps) {
  return (
    <>
      <p>Nothing is saved yet. This is what would change:</p>
      <dl class="settings">
        {rules.map(({ title, words, meaning }) => (
          <div>
            <dt>{title}</dt>
            <dd>
              {words}
              {meaning.length > 0 && <p class="meaning">{meaning.join(' ')}</p>}
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
