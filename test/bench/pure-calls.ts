import { findCommand } from '../../bot/commands/find-command.js';
import { commands } from '../../bot/commands/registry.js';
import { readClauses } from '../../bot/language/read-clauses.js';
import { undecorate } from '../../bot/language/undecorate.js';
import { renderAdaptiveCard } from '../../cards/platform/adaptive.js';
import { renderBlockKit } from '../../cards/platform/block-kit.js';
import { requestCard } from '../../cards/request/request-card.js';
import { instant } from '../../domain/time.js';
import { approver, now, someFacts } from '../cards/facts.js';
import { type Figure, median } from './report.js';

const when = { now: instant(Date.UTC(2026, 10, 23, 9)), timeZone: 'Europe/Berlin' };
const typed = 'please activate “Security Reader” for 1,5 hours at 17:30 because we look into INC-42 ticket CHG-7';

/** Microseconds a call, the median of several rounds after the first have warmed it up. */
export function microseconds(call: () => unknown, perRound = 500): number {
  const rounds = Array.from({ length: 12 }, () => {
    const before = process.cpuUsage();
    for (let count = 0; count < perRound; count += 1) call();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / perRound;
  });
  return median(rounds.slice(4));
}

function parse() {
  const found = findCommand(commands, undecorate(typed), when);
  return found.kind === 'command' && readClauses(found.rest, found.command.clauses, when);
}

/** What one message costs to understand. */
export const parserFigures = (): Figure[] => [figure('parse a full activate message', parse)];

/** What the card of a request costs from its facts to each platform's JSON. */
export function cardFigures(): Figure[] {
  const facts = someFacts();
  return [
    figure('request card as an Adaptive Card', () => renderAdaptiveCard(requestCard(facts, approver, now))),
    figure('request card as Block Kit', () => renderBlockKit(requestCard(facts, approver, now))),
  ];
}

/** Far less than anybody notices, and than what the database takes. */
const longest = 1000;

function figure(name: string, call: () => unknown): Figure {
  const value = microseconds(call);
  return { name, value, unit: 'µs CPU', aim: `≤ ${longest} µs`, ok: value <= longest };
}
