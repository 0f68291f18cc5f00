import { type Action, parseAction } from '../../cards/actions.js';
import type { View } from '../../cards/card.js';
import { renderAdaptiveCard } from '../../cards/platform/adaptive.js';
import { renderBlockKit } from '../../cards/platform/block-kit.js';
import { type ScheduleRequest, stageInProgress } from '../../domain/assignment/schedule-request.js';
import type { Surface } from '../../domain/identity/surface.js';
import { type PrincipalId, type RequestId, requestId } from '../../domain/ids.js';
import type { Instant } from '../../domain/time.js';

/** A request that waits, as somebody was shown it: at which stage, and which revision of its terms. */
export type Sighting = { requestId: RequestId; stageId: number; revision: number };

/** Who was shown what of the requests that wait for a decision: one small record a person and request. */
export type Sightings = {
  /** Records that a person has been shown these, as they were. Doing it again changes nothing. */
  saw(person: PrincipalId, seen: readonly Sighting[], at: Instant): Promise<void>;
  /** True where this is what the person was shown last of the request. */
  hasSeen(person: PrincipalId, sighting: Sighting): Promise<boolean>;
};

/** A request as it is to be seen now. */
export const sightingOf = (request: ScheduleRequest): Sighting => ({
  requestId: request.id,
  stageId: stageInProgress(request)?.stageId ?? 0,
  revision: request.revision,
});

/**
 * What a view asks its reader to decide, as far as the platform has room to draw it: a request counts where a button
 * decides it. A form shows too little of a request for that.
 */
export function sightingsIn(view: View, surface: Surface): Sighting[] {
  if (view.kind === 'form') return [];
  const seen = actionsIn(drawn(view, surface)).map(sightingBy);
  const each = new Map(seen.flatMap((sighting) => (sighting ? [[sighting.requestId, sighting]] : [])));
  return [...each.values()];
}

function drawn(view: View, surface: Surface): unknown {
  switch (surface) {
    case 'slack':
      return renderBlockKit(view);
    case 'teams':
      return renderAdaptiveCard(view);
    case 'web':
      return view;
  }
}

function sightingBy(action: Action): Sighting | undefined {
  switch (action.do) {
    case 'review':
    case 'ask-review':
      return { requestId: requestId(action.requestId), stageId: action.stageId, revision: action.revision };
    case 'decide-extension':
    case 'ask-extension':
      return { requestId: requestId(action.requestId), stageId: 0, revision: action.revision };
    default:
      return undefined;
  }
}

/** Every action within what was drawn: as an object, or as the text of one, as Slack wants a button's. */
function actionsIn(part: unknown): Action[] {
  if (typeof part === 'string') return part.startsWith('{"do"') ? actionsIn(readJson(part)) : [];
  if (typeof part !== 'object' || part === null) return [];
  const action = 'do' in part ? parseAction(part) : undefined;
  return action ? [action] : Object.values(part).flatMap(actionsIn);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
