import { expect, it } from 'vitest';
import { askTogether } from '../../../adapters/mongo/connection/ask-together.js';

function fixture() {
  const rounds: (readonly string[])[] = [];
  const far = { fault: undefined as Error | undefined };
  const ask = askTogether<string, string>(
    (question) => question.toLowerCase(),
    async (questions) => {
      rounds.push([...questions]);
      if (far.fault) throw far.fault;
      return questions.map((question) => `${question}!`);
    },
  );
  return { rounds, far, ask };
}

it('When several ask in the same moment, then it is one question, and each has their own answer', async () => {
  const { rounds, ask } = fixture();
  const later = Promise.resolve().then(() => ask('b'));
  expect(await Promise.all([ask('a'), later, ask('A'), ask('c')])).toEqual(['a!', 'b!', 'a!', 'c!']);
  expect(rounds).toEqual([['a', 'c', 'b']]);
});

it('When somebody asks while an answer is under way, then theirs is of a question that begins after', async () => {
  const { rounds, ask } = fixture();
  await ask('a');
  await ask('a');
  expect(rounds).toEqual([['a'], ['a']]);
});

it('When a question fails, then everybody who asked hears it, and the next one is asked anew', async () => {
  const { far, ask } = fixture();
  far.fault = new Error('away');
  expect(await Promise.allSettled([ask('a'), ask('b')])).toMatchObject([
    { status: 'rejected', reason: { message: 'away' } },
    { status: 'rejected', reason: { message: 'away' } },
  ]);
  far.fault = undefined;
  expect(await ask('a')).toBe('a!');
});
