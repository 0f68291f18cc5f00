import type { Part } from './parts.js';

/** What `npm run verify` was asked for. */
export type Choice =
  | { kind: 'run'; parts: readonly Part[] }
  | { kind: 'list' }
  /** A sentence for whoever typed it. */
  | { kind: 'refused'; why: string };

/**
 * Reads what stands after `npm run verify --`: names of parts, each to be run once and in the order of `parts`; nothing
 * means all of them; `--list` alone asks which there are. Refuses anything else, before anything runs.
 */
export function chooseParts(typed: readonly string[], parts: readonly Part[]): Choice {
  if (typed.includes('--list')) {
    return typed.length === 1 ? { kind: 'list' } : { kind: 'refused', why: '--list stands alone.' };
  }
  const unknown = typed.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) {
    const names = parts.map(({ name }) => name).join(', ');
    return { kind: 'refused', why: `There is no part called ${unknown.join(', ')}. The parts are ${names}.` };
  }
  return { kind: 'run', parts: typed.length === 0 ? parts : parts.filter(({ name }) => typed.includes(name)) };
}
