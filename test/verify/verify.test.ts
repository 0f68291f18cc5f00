import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Part, parts } from './parts.js';
import type { End } from './run-parts.js';
import { runScript } from './run-script.js';
import { verify } from './verify.js';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

const partCalled = (name: string): Part => ({
  name,
  proves: `${name} holds.`,
  script: name,
  handed: [],
  mostMinutes: 5,
  results: `${name}.json`,
  figures: (results) => `${(results as { count: number }).count} ${name}`,
});
const small = ['apples', 'pears', 'plums'].map(partCalled);

/** What is printed where the parts end like this, and leave these results, each after 90 seconds. */
async function verified(
  typed: readonly string[],
  ends: Readonly<Record<string, End>> = {},
  left: Readonly<Record<string, unknown>> = {
    'apples.json': { count: 1 },
    'pears.json': { count: 2 },
    'plums.json': { count: 3 },
  },
) {
  const files = new Map<string, unknown>([['apples.json', { count: 99 }]]);
  const said: string[] = [];
  const ran: string[] = [];
  const clock = { now: 0 };
  const code = await verify(
    typed,
    small,
    {
      forget: async (file) => void files.delete(file),
      async run({ name, results }) {
        ran.push(name);
        clock.now += 90_000;
        if (results in left) files.set(results, left[results]);
        return ends[name] ?? { kind: 'exited', code: 0 };
      },
      async read(file) {
        if (!files.has(file)) throw new Error(`there is no ${file}`);
        return files.get(file);
      },
      now: () => clock.now,
    },
    (text) => said.push(text),
  );
  return { code, ran, said: said.join('\n'), table: said.at(-1)?.trim().split('\n') ?? [] };
}

describe('When everything that takes long is verified', () => {
  it('then each part runs after the other, and the table has its figures and how long it took', async () => {
    const { code, ran, table } = await verified([]);
    expect(ran).toEqual(['apples', 'pears', 'plums']);
    expect(code).toBe(0);
    expect(table).toEqual([
      'part            took        figures',
      'apples  passed  1 min 30 s  1 apples',
      'pears   passed  1 min 30 s  2 pears',
      'plums   passed  1 min 30 s  3 plums',
    ]);
  });

  it.each<[string, End, string]>([
    ['that ends with a fault', { kind: 'exited', code: 1 }, '1 apples; ended with code 1'],
    ['that is killed', { kind: 'killed', signal: 'SIGSEGV' }, '1 apples; was ended by SIGSEGV'],
    ['that hangs', { kind: 'hung' }, '1 apples; was ended after 5 minutes'],
  ])('then a part %s makes all of it fail, and the others run nevertheless', async (_how, end, figures) => {
    const { code, ran, table } = await verified([], { apples: end });
    expect(code).toBe(1);
    expect(ran).toEqual(['apples', 'pears', 'plums']);
    expect(table[1]).toBe(`apples  FAILED  1 min 30 s  ${figures}`);
    expect(table[2]).toContain('passed');
  });

  it('then a part that leaves no figures fails, and those of an earlier run are not shown as its own', async () => {
    const { code, table } = await verified([], {}, { 'pears.json': { count: 2 } });
    expect(code).toBe(1);
    expect(table[1]).toBe('apples  FAILED  1 min 30 s  left no figures');
  });
});

describe('When somebody names what to verify', () => {
  it('then those parts run, in their order and each once', async () => {
    expect((await verified(['plums', 'apples', 'plums'])).ran).toEqual(['apples', 'plums']);
  });

  it.each([
    [['aples'], 'There is no part called aples. The parts are apples, pears, plums.'],
    [['apples', '--fast'], 'There is no part called --fast. The parts are apples, pears, plums.'],
    [['--list', 'apples'], '--list stands alone.'],
  ])('then %j is refused before anything runs', async (typed, why) => {
    const { code, ran, said } = await verified(typed);
    expect([code, ran, said]).toEqual([2, [], why]);
  });

  it('then --list tells every part with what it proves, and runs none', async () => {
    const { code, ran, said } = await verified(['--list']);
    expect([code, ran]).toEqual([0, []]);
    for (const { name, proves } of small) expect(said).toContain(`${name.padEnd(10)}${proves}`);
  });
});

describe('When a script is run as a part', () => {
  it('then one that fails is told by its code', async () => {
    expect(await runScript({ ...partCalled('no-such-script') })).toEqual({ kind: 'exited', code: 1 });
  });

  it('then one that takes longer than it may is ended', async () => {
    expect(await runScript({ ...partCalled('soak'), mostMinutes: 0 })).toEqual({ kind: 'hung' });
  });
});

describe('When the product has something that takes long', () => {
  it('then it is a script of package.json, and whatever runs from test/ is a part', () => {
    const quick = ['test', 'check:imports', 'verify'];
    const long = Object.keys(scripts).filter((name) => scripts[name]?.includes('test/') && !quick.includes(name));
    expect([...new Set(parts.map(({ script }) => script))].sort()).toEqual(long.sort());
  });

  it.each([
    ['crashes', { numTotalTests: 30, numPassedTests: 29, numFailedTests: 1 }, '29 of 30 stories come true'],
    [
      'faults',
      {
        seed: 7,
        rows: [
          { name: 'requests made', value: 900 },
          { name: 'process killed or crashed', value: 40 },
          { name: 'double grants', value: 1, aim: 0 },
          { name: 'left undone', value: 0, aim: 0 },
        ],
      },
      '900 requests, 40 processes killed, 1 violation (double grants), seed 7',
    ],
    ['sabotage', { seed: 7, tried: 8, unseen: [] }, '8 ways broken, 0 unseen, seed 7'],
    [
      'soak',
      { steps: 1000, checks: 9000, firstSeed: 5, violations: 0 },
      '1000 steps, 9000 checks, 0 violations, seed 5',
    ],
    [
      'mutation',
      { score: 96.5, killed: 1930, survived: 60, noCoverage: 10 },
      'score 96.50 %, 1930 killed, 60 survived, 10 without a story',
    ],
    [
      'bench',
      [
        { name: 'press', ok: true, ratio: 1.5, aim: '≤ 3×' },
        { name: 'page', ok: false, ratio: 4.25, aim: '≤ 3×' },
        { name: 'start', ok: true, aim: '< 3 s' },
      ],
      '2 of 3 within their aims, ratios up to 4.25×; page 4.25× of ≤ 3×',
    ],
  ])('then %s tells its figures in a few words', (name, results, told) => {
    expect(parts.find((part) => part.name === name)?.figures(results)).toBe(told);
  });

  it.each([
    ['crashes', { numTotalTests: 0, numPassedTests: 0, numFailedTests: 0 }],
    ['sabotage', { seed: 7, tried: 0, unseen: [] }],
    ['soak', { steps: 0, checks: 0, firstSeed: 5, violations: 0 }],
    ['bench', []],
  ])('then %s that has done nothing has no figures, and so does not pass', (name, results) => {
    expect(() => parts.find((part) => part.name === name)?.figures(results)).toThrow();
  });

  it('then results that are none of its own are no figures', () => {
    for (const { figures } of parts) expect(() => figures({ something: 'else' })).toThrow();
  });
});
