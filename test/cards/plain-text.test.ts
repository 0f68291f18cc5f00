import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, oneLine, paragraph } from '../../cards/platform/plain-text.js';

const family = '👩‍👩‍👧‍👦';

describe('When a text is too long', () => {
  it('then it is cut where a letter ends, as a person sees letters', () => {
    expect(clip(`abc${family}${family}`, 16)).toBe(`abc${family}…`);
    expect(clip(`abc${family}`, 13)).toBe('abc…');
    expect(clip('abcdef', 4)).toBe('abc…');
    expect(clip('abcd', 4)).toBe('abcd');
  });

  it('then a single letter longer than all the room is cut too, but never through a character', () => {
    expect(clip(`${'👩‍'.repeat(50)}`, 10).length).toBeLessThanOrEqual(10);
    expect(clip('😀😀', 2)).not.toMatch(/\p{Cs}/u);
  });

  it('then no text at all comes out longer than its bound, empty, or broken', () => {
    const bound = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), bound, (text, most) => {
        for (const shown of [oneLine(text, most), paragraph(text, most)]) {
          expect(shown.length).toBeLessThanOrEqual(most);
          expect(shown).not.toBe('');
          expect(shown).not.toMatch(/\p{Cs}/u);
        }
        expect(oneLine(text, most)).not.toContain('\n');
      }),
    );
  });

  it('then a heap of marks on one letter does not grow over the lines above', () => {
    expect(oneLine(`o${'\u0308'.repeat(1000)}`, 300)).toBe(`o${'\u0308'.repeat(8)}`);
  });
});
