import type { Action } from '../../../cards/actions.js';
import type { Button } from '../../../cards/card.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';

/** Whoever manages a role can move or take what was given; what somebody activated is theirs to give back, or taken. */
export function buttonsFor(schedule: Schedule, managed: ReadonlySet<Schedule>): Button[] {
  if (!managed.has(schedule)) return [];
  const { role, principalId, level } = schedule;
  const ask = (command: 'update' | 'remove'): Action => ({
    do: 'ask-assignment',
    command,
    role,
    principalId,
    level,
    said: {},
  });
  return [
    ...(schedule.assignmentType === 'assigned'
      ? [{ title: 'Change', style: 'default', action: ask('update') } as const]
      : []),
    { title: 'Remove', style: 'destructive', action: ask('remove') },
  ];
}
