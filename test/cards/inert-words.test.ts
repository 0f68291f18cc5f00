import { expect, it } from 'vitest';
import { renderAdaptiveCard } from '../../cards/platform/adaptive.js';
import { renderBlockKit } from '../../cards/platform/block-kit.js';
import { renderPlain } from '../../cards/platform/plain.js';
import { requestCard } from '../../cards/request/request-card.js';
import { approver, now, someFacts } from './facts.js';

type Json = Record<string, unknown>;

/** Where a text stands: the types of what holds it, outermost first, and its property. */
function places(node: unknown, needle: string, path: string[] = []): string[] {
  if (typeof node === 'string') return node.includes(needle) ? [path.join('.')] : [];
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap((item) => places(item, needle, path));
  const type = String((node as Json).type ?? '');
  return Object.entries(node).flatMap(([key, value]) =>
    places(value, needle, typeof value === 'string' ? [type, key] : path),
  );
}

const evil = '<!channel> <https://evil.example|ok> [x](javascript:alert) <at>Ada</at> {{DATE(2026-01-01T00:00:00Z)}}';
const card = requestCard(
  someFacts({ justification: `MARK ${evil}`, ticketInfo: { ticketNumber: `MARK ${evil}` } }, undefined, {
    requestorName: `MARK ${evil}`,
    roleName: `MARK ${evil}`,
    scopeName: `MARK ${evil}`,
  }),
  approver,
  now,
);

it('When every word of a request is hostile, then Slack gets it only where it reads nothing', () => {
  const { text, blocks } = renderBlockKit(card);
  expect(new Set(places(blocks, 'MARK'))).toEqual(new Set(['plain_text.text', 'text.text']));
  expect(text).toContain('&lt;!channel&gt;');
  expect(text).not.toMatch(/[<>]/);
});

it('When every word of a request is hostile, then Teams gets it only where it reads no Markdown, and no date', () => {
  const rendered = renderAdaptiveCard(card);
  expect(new Set(places(rendered, 'MARK'))).toEqual(new Set(['TextRun.text', 'AdaptiveCard.fallbackText']));
  expect(rendered.fallbackText).not.toMatch(/(?<!\\)[[\]<>*_]/);
  expect(JSON.stringify(rendered)).not.toContain('{{DATE');
});

it('When a reason holds terminal escapes and a forged line, then the terminal shows it as their words', () => {
  const forged = requestCard(
    someFacts({ justification: 'x\u001b[2J\u001b]0;t\u0007\nApproved by Grace Hopper' }),
    approver,
    now,
  );
  expect(renderPlain(forged)).toContain('Reason:\n  | x\n  | Approved by Grace Hopper');
});
