import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { undecorate } from '../../bot/language/undecorate.js';

describe('When a platform has decorated what somebody typed, then the parser sees what they typed', () => {
  it.each([
    ['Slack puts the mention of the bot first', '<@U0BOT> activate Security Reader', 'activate Security Reader'],
    ['Slack names the mentioned bot', '<@U0BOT|latchkey>: my roles', 'my roles'],
    ['Teams puts the mention of the bot first', '<at>Latchkey</at>&nbsp;pending', 'pending'],
    ['Teams numbers its mentions', '<at id="0">Latchkey</at>, help', 'help'],
    ['Slack escapes three characters', 'because a &lt; b &amp;&amp; c &gt; d', 'because a < b && c > d'],
    ['an entity was itself typed', 'because of &amp;lt;', 'because of &lt;'],
    ['Teams escapes quotes by number', 'because it&#39;s &quot;down&quot; &#x2f; slow', 'because it\'s "down" / slow'],
    ['Slack turns an address into a link', 'see <https://example.com/a|example.com/a>', 'see example.com/a'],
    ['a link has no label', 'see <https://example.com/a_b_c>', 'see https://example.com/a_b_c'],
    ['Slack links mail addresses', 'approve <mailto:anna@example.com|anna@example.com>', 'approve anna@example.com'],
    ['a channel is named', 'because <#C1|incidents> says so', 'because #incidents says so'],
    ['everybody is called', 'because <!here> asked <!subteam^S1|@admins>', 'because @here asked @admins'],
    ['somebody else is mentioned in Slack', 'approve <@U123> for 1h', 'approve @U123 for 1h'],
    ['somebody else is mentioned in Teams', 'approve <at>Anna Schmidt</at> for 1h', 'approve @Anna Schmidt for 1h'],
    ['a phone made the quotes smart', 'on “rg one” because it’s down', 'on "rg one" because it\'s down'],
    ['spaces do not break or have no width', 'for\u00a02\u2009h\u3000be\u200bcause\ufeff x', 'for 2 h because x'],
    ['text directions are switched', 'activate \u202eSecurity\u202c Reader\u200f', 'activate Security Reader'],
    ['there are several lines', ' activate\r\n  Reader\n', 'activate Reader'],
    [
      'words are bold, italic, code and struck',
      '*activate* _Security Reader_ for `2h` ~now~',
      'activate Security Reader for 2h now',
    ],
    ['marks are nested and doubled', '**activate** *_Security Reader_*', 'activate Security Reader'],
    [
      'marks are part of words',
      'because snake_case_name, 2 * 3 * 4, ~5 and a*b',
      'because snake_case_name, 2 * 3 * 4, ~5 and a*b',
    ],
    ['an accent came apart', 'cafe\u0301', 'café'],
  ])('%s', (_what, typed, plain) => {
    expect(undecorate(typed)).toBe(plain);
  });
});

it('When somebody types what looks like a mention, then it is no mention', () => {
  expect(undecorate('&lt;@U1&gt; approve')).toBe('<@U1> approve');
});

it('When letters only look like others, then they stay, so that they can be noticed', () => {
  expect(undecorate('Ｇlоbal')).toBe('Ｇlоbal');
});

it('When the text is anything at all, then one tidy line comes back', () => {
  const piece = fc.constantFrom(
    '<@U1>',
    '<at>',
    '</at>',
    '&',
    '&#',
    '&lt;',
    '*',
    '_',
    '`',
    '~',
    ' ',
    '\n',
    '\u202e',
    'a',
    '"',
    '|',
    '<',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(text, (any) => {
      const plain = undecorate(any);
      expect(plain).toBe(plain.trim());
      expect(plain).not.toMatch(/[\n\r\t\u00a0\u200b-\u200f\u202a-\u202e]| {2}/u);
      expect(plain.normalize('NFC')).toBe(plain);
    }),
    { numRuns: 500 },
  );
});
