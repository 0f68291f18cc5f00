import { readdir, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseAction } from '../../cards/actions.js';

const folder = new URL('../fixtures/golden/', import.meta.url);

/** What the buttons in a message of a platform carry: in Slack as JSON in their value, in Teams as data. */
function carriedIn(node: unknown): unknown[] {
  if (Array.isArray(node)) return node.flatMap(carriedIn);
  if (typeof node !== 'object' || node === null) return [];
  const { type, value, data, private_metadata: metadata } = node as Record<string, unknown>;
  const own = [
    ...(type === 'button' && typeof value === 'string' ? [JSON.parse(value)] : []),
    ...(type === 'modal' && typeof metadata === 'string' ? [JSON.parse(metadata)] : []),
    ...(typeof data === 'object' && data !== null ? [Reflect.get(data, 'action')] : []),
  ];
  return [...own, ...Object.values(node).flatMap(carriedIn)];
}

async function everyAction(): Promise<[file: string, action: unknown][]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const read = files.map(async (file) => {
    const carried = carriedIn(JSON.parse(await readFile(new URL(file, folder), 'utf8')));
    return carried.map((action): [string, unknown] => [file, action]);
  });
  return (await Promise.all(read)).flat();
}

it('When any button of any card is pressed, then what it carries is a command whose parts are data', async () => {
  const all = await everyAction();
  expect(all.length).toBeGreaterThan(500);
  const unread = all.filter(([, action]) => parseAction(action) === undefined);
  expect(unread).toEqual([]);
});

it('When a press carries a sentence, whatever it says, then it is no command', () => {
  const sentences = ['activate', 'approve', 'deny', 'assign', 'remove', 'stuck drop', 'alerts fix', 'revoke all from'];
  fc.assert(
    fc.property(fc.constantFrom(...sentences), fc.string({ minLength: 1, maxLength: 60 }), (verb, rest) => {
      expect(parseAction({ do: 'run', text: `${verb} ${rest}` })).toBeUndefined();
    }),
  );
});

it('When a press carries more than its command has, then it is no command', () => {
  expect(parseAction({ do: 'run', text: 'pending' })).toBeDefined();
  expect(parseAction({ do: 'run', text: 'pending', as: 'bob' })).toBeUndefined();
  expect(parseAction({ do: 'settle-stuck', act: 'retry', id: 'all' })).toBeUndefined();
  const role = { kind: 'group', groupId: 'g', accessId: 'member' };
  expect(parseAction({ do: 'activate', intent: 'activate', role, said: { justification: 'x'.repeat(5000) } })).toBe(
    undefined,
  );
  expect(parseAction({ do: 'activate', intent: 'activate', role, said: { start: 'tomorrow' } })).toBeUndefined();
});
