import { expect, it } from 'vitest';
import { pinoLog } from '../../adapters/system/log.js';

function written(write: (log: ReturnType<typeof pinoLog>) => void, level = 'info') {
  const lines: string[] = [];
  write(pinoLog(level, { write: (line) => void lines.push(line) }));
  return lines;
}

it('When something is logged, then it is one JSON line with its event and the fields of its thread of work', () => {
  const [line = '', ...more] = written((log) =>
    log.with({ correlationId: 'c-1' }).info('turn.answered', { actor: 'a' }),
  );
  expect(more).toEqual([]);
  expect(JSON.parse(line)).toMatchObject({ msg: 'turn.answered', correlationId: 'c-1', actor: 'a' });
});

it('When secrets or people’s words come near a log, then they are not in it', () => {
  const [line = ''] = written((log) =>
    log.warn('odd', {
      token: 'xoxb-hunter2',
      config: { password: 'hunter2', signingSecret: 'hunter2' },
      request: { headers: { authorization: 'Bearer hunter2', cookie: 'hunter2' } },
      justification: 'hunter2',
      turn: { text: 'hunter2' },
    }),
  );
  expect(line).toContain('[not logged]');
  expect(line).not.toContain('hunter2');
});

it('When a fault is logged, then its message is there; and below the level nothing is', () => {
  const [line = ''] = written((log) => log.error('failed', { error: new Error('no primary') }));
  expect(JSON.parse(line)).toMatchObject({ error: { message: 'no primary' } });
  expect(written((log) => log.debug('quiet'))).toEqual([]);
});
