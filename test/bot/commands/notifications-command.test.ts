import { describe, expect, it } from 'vitest';
import type { CommandContext, CommandDeps } from '../../../bot/commands/command.js';
import { notifications } from '../../../bot/commands/operations/notifications.js';
import { zoneOf } from '../../../bot/views/zone-of.js';
import { renderPlain } from '../../../cards/platform/plain.js';
import type { Preferences } from '../../../domain/notification/preferences.js';
import { changePreferences } from '../../../domain/usecases/person/change-preferences.js';
import { alice, by } from '../../support/builders.js';
import { useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const deps = () => ({ ...fixture.deps, changePreferences: changePreferences(fixture.deps) }) as unknown as CommandDeps;

/** What is typed: the command's name or another spelling of it, and what follows. */
const context = (text: string): CommandContext => {
  const spelling =
    [notifications.name, ...notifications.aliases].find((each) => text.toLowerCase().startsWith(each)) ?? '';
  const rest = text.slice(spelling.length).trim();
  return {
    by: by(alice),
    actor: alice,
    timeZone: 'Europe/Berlin',
    proofsFor: () => ({ multiFactor: false, authenticationContexts: [] }),
    text,
    rest,
  };
};
async function typed(text: string) {
  const answer = await notifications.run(deps(), context(text));
  const { principalId: _who, version: _version, ...held } = await fixture.store.read.preferences.of(alice);
  return { answer, held };
}
const night = { from: 20 * 60, until: 7 * 60 };

describe('When somebody types how they want to be told', () => {
  it.each<[string, Omit<Preferences, 'principalId' | 'version'>]>([
    ['notifications by mail', { channels: 'mail' }],
    ['notifications by mail only', { channels: 'mail' }],
    ['notifications only by email', { channels: 'mail' }],
    ['Notifications by chat', { channels: 'chat' }],
    ['notify me by chat', { channels: 'chat' }],
    ['notifications by both', { channels: 'both' }],
    ['notifications by chat and by mail', { channels: 'both' }],
    ['quiet hours 20:00–07:00', { channels: 'both', quietHours: night }],
    ['quiet hours 20:00-7:00', { channels: 'both', quietHours: night }],
    ['quiet hours from 8pm until 7am', { channels: 'both', quietHours: night }],
    ['quiet hours 20 to 7', { channels: 'both', quietHours: night }],
    ['notifications quiet hours 20:00 - 07:00', { channels: 'both', quietHours: night }],
    ['notifications by mail, quiet hours 20:00–07:00', { channels: 'mail', quietHours: night }],
    ['notifications by mail only quiet hours 20:00–07:00', { channels: 'mail', quietHours: night }],
    ['quiet hours off', { channels: 'both' }],
    ['notifications', { channels: 'both' }],
  ])('as “%s”, then that holds from then on', async (text, expected) => {
    const { answer, held } = await typed(text);
    expect(answer.kind).toBe('card');
    expect(held).toEqual(expected);
  });

  it('then what they do not speak of stays, and “off” ends quiet hours alone', async () => {
    await typed('notifications by mail');
    await typed('quiet hours 20:00–07:00');
    expect((await typed('notifications by chat')).held).toEqual({ channels: 'chat', quietHours: night });
    expect((await typed('quiet hours off')).held).toEqual({ channels: 'chat' });
  });

  it.each([
    'notifications by pigeon',
    'notifications off',
    'notifications never',
    'quiet hours',
    'quiet hours 25:00–07:00',
    'quiet hours 20:00–20:00',
    'quiet hours at night',
    'notifications by mail 20:00–07:00',
  ])('as “%s”, then nothing changes, and they learn what they can type or fill in', async (text) => {
    const { answer, held } = await typed(text);
    expect(['refused', 'form']).toContain(answer.kind);
    expect(held).toEqual({ channels: 'both' });
  });
});

describe('When the form is sent', () => {
  const sent = (fields: Record<string, string>) => notifications.submit?.(deps(), context('notifications'), fields);

  it('then it is saved, and said back in their zone', async () => {
    const answer = await sent({ channels: 'mail', from: '20:00', until: '7:00' });
    expect(answer?.kind === 'card' && renderPlain(answer.card)).toContain('20:00–07:00 (Europe/Berlin)');
    expect(await fixture.store.read.preferences.of(alice)).toMatchObject({ channels: 'mail', quietHours: night });
    await sent({ channels: 'both', from: '', until: '' });
    expect((await fixture.store.read.preferences.of(alice)).quietHours).toBeUndefined();
  });

  it('then a time zone in it is theirs from then on, and none again where it is emptied', async () => {
    const answer = await sent({ channels: 'both', timeZone: 'new york' });
    expect(answer?.kind === 'card' && renderPlain(answer.card)).toContain('Time zone: America/New_York');
    expect(await zoneOf(fixture.deps, alice, 'Europe/Berlin')).toBe('America/New_York');
    const asked = await notifications.run(deps(), context('quiet hours'));
    expect(asked.kind === 'form' && asked.form.inputs.find(({ id }) => id === 'timeZone')?.value).toBe(
      'America/New_York',
    );
    await sent({ channels: 'both', timeZone: '' });
    expect(await zoneOf(fixture.deps, alice, 'Europe/Berlin')).toBe('Europe/Berlin');
  });

  it.each<[Record<string, string>, string]>([
    [{ channels: 'both', timeZone: 'Middle Earth' }, 'Write a time zone such as Europe/Berlin'],
    [{ channels: 'pigeon', from: '', until: '' }, 'Choose one'],
    [{ channels: 'both', from: 'dusk', until: '7:00' }, 'Write a time'],
    [{ channels: 'both', from: '20:00', until: '' }, 'Write a time'],
    [{ channels: 'both', from: '7:00', until: '7:00' }, 'another time'],
    [{}, 'Choose one'],
  ])('with %j, then it asks again and says what is wrong', async (fields, said) => {
    const answer = await sent(fields);
    expect(answer?.kind === 'form' && renderPlain(answer.form)).toContain(said);
    expect((await fixture.store.read.preferences.of(alice)).version).toBe(0);
  });
});

describe('When somebody chooses the zone they read times in', () => {
  it('then it is kept and comes before what their chat says, until they take it back', async () => {
    const { held } = await typed('notifications time zone Asia/Tokyo');
    expect(held).toEqual({ channels: 'both', timeZone: 'Asia/Tokyo' });
    expect(await zoneOf(fixture.deps, alice, 'Europe/Berlin')).toBe('Asia/Tokyo');
    expect((await typed('notifications time zone off')).held).toEqual({ channels: 'both' });
    expect(await zoneOf(fixture.deps, alice, 'Europe/Berlin')).toBe('Europe/Berlin');
  });

  it.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['Berlin', 'Europe/Berlin'],
    ['são paulo', undefined],
    ['Sao Paulo', 'America/Sao_Paulo'],
    ['utc', 'UTC'],
    ['+02:00', '+02:00'],
  ])('as “%s”, then it is read as %s', async (said, zone) => {
    const { held } = await typed(`notifications time zone ${said}`);
    expect(held.timeZone).toBe(zone);
  });

  it('and it is none, then they are told so and nothing is changed', async () => {
    const { answer, held } = await typed('notifications time zone Berlin/Europe');
    expect(answer.kind).toBe('refused');
    expect(held).toEqual({ channels: 'both' });
  });
});
