import type { ChatDirectory, HeldRole } from '../../../../bot/chat/chat-wire.js';
import { element } from './element.js';
import { hereZone, momentText } from './moment-text.js';

/** Changes come in swarms, a card to each column; one look after them is enough. */
const SETTLING = 150;
const BEFORE_TRYING_AGAIN = 3000;
/** A browser's timers cannot wait longer than 24 days. */
const LONGEST_WAIT = 86_400_000;

type TimeBound = HeldRole & { until: NonNullable<HeldRole['until']> };

/**
 * Shows in `strip` what the directory itself says is held now. It is asked a moment after `refresh`, when the
 * next role ends, and again while it cannot answer; otherwise never.
 */
export function directoryStrip(strip: HTMLElement): { refresh(): void } {
  let nextLook: ReturnType<typeof setTimeout> | undefined;
  let lastAsked = 0;
  let drawn = '';

  const lookIn = (pause: number) => {
    clearTimeout(nextLook);
    nextLook = setTimeout(() => void look(), pause);
  };
  const draw = (contents: readonly HTMLElement[]) => {
    const next = contents.map(({ outerHTML }) => outerHTML).join('');
    strip.hidden = false;
    // What stays the same stays untouched: somebody may be selecting or scrolling it.
    if (next !== drawn) strip.querySelector('ul')?.replaceChildren(...contents);
    drawn = next;
  };
  const look = async () => {
    const asked = ++lastAsked;
    const grants = await askDirectory();
    // A later question is under way: its answer is the newer one.
    if (asked !== lastAsked) return;
    draw(grants === undefined ? [note('The directory could not be asked just now.')] : itemsOf(grants));
    const nextEnd = grants === undefined ? 0 : Math.min(...grants.map(({ until = Infinity }) => until));
    if (nextEnd < Infinity) lookIn(pauseUntil(nextEnd));
  };
  return {
    refresh() {
      // The answer to a question asked before the change may be from before it.
      lastAsked++;
      lookIn(SETTLING);
    },
  };
}

/** What should be over by now is asked for slowly: the directory is away, or the browser's clock is ahead of its. */
function pauseUntil(end: number): number {
  const left = end - Date.now();
  return left > 0 ? Math.min(left + SETTLING, LONGEST_WAIT) : BEFORE_TRYING_AGAIN;
}

async function askDirectory(): Promise<readonly HeldRole[] | undefined> {
  try {
    const response = await fetch('/chat/directory');
    if (!response.ok) return undefined;
    const { grants }: ChatDirectory = await response.json();
    return grants;
  } catch {
    return undefined;
  }
}

function itemsOf(grants: readonly HeldRole[]): HTMLElement[] {
  const bound = grants.filter((grant): grant is TimeBound => grant.until !== undefined);
  const permanent = grants.length - bound.length;
  const counted = `${permanent} permanent ${permanent === 1 ? 'assignment' : 'assignments'}`;
  if (bound.length === 0)
    return [note(['Nobody holds an activated role', ...(permanent > 0 ? [counted] : [])].join(' · '))];
  return [...bound.map(chip), ...(permanent > 0 ? [note(`and ${counted}`)] : [])];
}

function chip({ who, role, until, timeZone = hereZone() }: TimeBound): HTMLElement {
  const datetime = new Date(until).toISOString();
  const end = element('time', { datetime }, `until ${momentText(until, timeZone)} (${timeZone})`);
  return element('li', { class: 'held' }, element('strong', {}, who), ' · ', role, ' · ', end);
}

const note = (text: string) => element('li', {}, text);
