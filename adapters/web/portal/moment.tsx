import type { When } from '../../../cards/words/format-time.js';
import { formatInstant, formatInstantWithOffset } from '../../../cards/words/format-time.js';
import type { Instant } from '../../../domain/time.js';

type MomentProps = { at: Instant | undefined; when: When; none?: string };

/** A moment in the viewer's own zone, which is named where one rests on it; `none` where there is none. */
export function Moment({ at, when, none = '' }: MomentProps) {
  if (at === undefined) return <>{none}</>;
  return (
    <time datetime={new Date(at).toISOString()} title={formatInstantWithOffset(at, when)}>
      {formatInstant(at, when)}
    </time>
  );
}
