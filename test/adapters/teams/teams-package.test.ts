import { inflateSync } from 'node:zlib';
import { AppManifestUtils } from '@microsoft/app-manifest';
import { describe, expect, it } from 'vitest';
import { commandDescriptions } from '../../../bot/commands/registry.js';
import { playgroundConfig } from '../../../bot/platform-packages/playground-config.js';
import { teamsManifest } from '../../../bot/platform-packages/teams-manifest.js';
import { teamsPackage } from '../../../bot/platform-packages/teams-package.js';
import { principalId } from '../../../domain/ids.js';
import { sizeOf, unzipped } from '../../support/unzipped.js';

const settings = {
  appId: '99999999-8888-4777-8666-555555555555',
  version: '1.2.3',
  developer: 'Contoso',
  website: 'https://contoso.example/latchkey',
};
const aCommand = (name: string, summary = 'Does it.') => ({ name, aliases: [], synopsis: name, summary, examples: [] });

describe('When an operator makes the Teams app from the commands', () => {
  it.each([
    ['the commands there are', commandDescriptions],
    ['no command', []],
    [
      'more and longer ones than Teams lists',
      Array.from({ length: 40 }, () => aCommand('x'.repeat(500), 'y'.repeat(9000))),
    ],
  ])('then Microsoft’s own schema finds no fault with %s', async (_which, commands) => {
    const manifest = teamsManifest(commands, settings);
    expect(await AppManifestUtils.validateAgainstSchema(manifest as never)).toEqual([]);
  });

  it('then people can choose from its commands, each with an example', () => {
    const [bot] = teamsManifest(commandDescriptions, settings).bots;
    const [activate] = bot?.commandLists[0]?.commands ?? [];
    expect(activate?.title).toBe('activate');
    expect(activate?.description).toContain(commandDescriptions[0]?.examples[0] ?? 'an example');
  });

  it('then an address that is not https is refused, for Teams would refuse it later', () => {
    expect(() => teamsManifest([], { ...settings, website: 'http://contoso.example' })).toThrow(/https/);
    expect(() => teamsManifest([], { ...settings, terms: 'not an address' })).toThrow(/https/);
  });

  it('then the package holds the manifest and icons of the sizes and colours Teams asks for', async () => {
    const manifest = teamsManifest(commandDescriptions, settings);
    const folder = new URL('../../../bot/platform-packages/', import.meta.url);
    const files = await unzipped(await teamsPackage(manifest, folder));
    expect([...files.keys()].sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
    expect(JSON.parse(files.get('manifest.json')?.toString() ?? '')).toEqual(manifest);
    expect(sizeOf(files.get('color.png'))).toEqual([192, 192]);
    expect(sizeOf(files.get('outline.png'))).toEqual([32, 32]);
    const pixels = pixelsOf(files.get('outline.png'), 32);
    expect(pixels.every(([red, green, blue]) => red === 255 && green === 255 && blue === 255)).toBe(true);
    expect(pixels.some(([, , , alpha]) => alpha === 0) && pixels.some(([, , , alpha]) => alpha === 255)).toBe(true);
    expect(await teamsPackage(manifest, folder)).toEqual(await teamsPackage(manifest, folder));
  });
});

describe('When the playground is opened for a person of the demo', () => {
  const people = Array.from({ length: 9 }, (_, at) => ({
    id: principalId(`aaaaaaaa-0000-4000-8000-00000000000${at}`),
    displayName: `Person ${at}`,
    handle: `person${at}`,
  }));

  it('then they write as themselves and the others are there', () => {
    const [first, second] = people as [(typeof people)[0], (typeof people)[0]];
    const config = playgroundConfig(people, second);
    expect(config.currentUser).toMatchObject({ aadObjectId: second.id, name: 'Person 1' });
    expect(config.users).toHaveLength(5);
    expect(config.users[0]).toMatchObject({ aadObjectId: first.id, givenName: 'Person', surname: '0' });
  });

  it('then just five others are there, for with more the playground ends at once', () => {
    expect(playgroundConfig(people, people[8] as never).users).toHaveLength(5);
  });

  it('then too few people are refused, for the playground would end without a word', () => {
    expect(() => playgroundConfig(people.slice(0, 5), people[0] as never)).toThrow(/5 people/);
  });
});

/** The pixels of an RGBA image whose only data chunk follows its header and whose lines are unfiltered. */
function pixelsOf(png: Buffer = Buffer.alloc(0), width: number): number[][] {
  const length = png.readUInt32BE(33);
  const lines = inflateSync(png.subarray(41, 41 + length));
  const stride = width * 4 + 1;
  return Array.from({ length: width * (lines.length / stride) }, (_, at) => {
    const start = Math.floor(at / width) * stride + 1 + (at % width) * 4;
    return [...lines.subarray(start, start + 4)];
  });
}
