import { names, rolesByName } from './cast.js';
import type { Step } from './step.js';

/** A step as a person reads it: names for ids, and lengths of time in minutes. */
export function textOf({ kind, ...step }: Step): string {
  const told = Object.entries(step).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${say(value)}`]));
  return [kind, ...told].join(' ');
}

function say(value: unknown): string {
  if (typeof value === 'number') return Math.abs(value) < 60_000 ? String(value) : `${value / 60_000}min`;
  if (typeof value !== 'object' || value === null) return names.get(String(value)) ?? String(value);
  const role = rolesByName.get(JSON.stringify(value));
  if (role !== undefined) return role;
  return `{${Object.entries(value)
    .flatMap(([name, each]) => (each === undefined ? [] : [`${name}:${say(each)}`]))
    .join(' ')}}`;
}
