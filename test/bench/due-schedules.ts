import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { indexes } from '../../adapters/mongo/indexes.js';
import { migrate } from '../../adapters/mongo/migrate.js';
import { toScheduleDocument } from '../../adapters/mongo/store/mapping.js';
import { correlationId, requestId, scheduleId } from '../../domain/ids.js';
import { days, hours, type Instant, after as later } from '../../domain/time.js';
import { aRole, aSchedule, monday, principal } from '../support/builders.js';

/** The moment at which those who drain look: all that `fillWithDue` puts there is due by then. */
export const lookingAt = later(monday, days(1));

/** Empties a database of what a drain writes, makes its indexes, and puts activated schedules there that end then. */
export async function fillWithDue(
  connection: Connection,
  count: number,
  endOf: (number: number) => Instant = () => later(monday, hours(8)),
): Promise<void> {
  await migrate(connection, indexes);
  for (const name of ['auditEvents', 'outbox', 'agendaJobs']) await connection.collection(name).deleteMany({});
  const documents = Array.from({ length: count }, (_, number) => {
    const id = scheduleId(`due-${randomUUID()}`);
    return toScheduleDocument(
      aSchedule({
        id,
        version: 1,
        principalId: principal(`p${number % 1_000}`),
        role: aRole(`role-${number % 500}`),
        startDateTime: later(monday, days(-30)),
        endDateTime: endOf(number),
        createdUsing: requestId(randomUUID()),
        activatedUsing: scheduleId(randomUUID()),
        provisionedDateTime: monday,
        correlationId: correlationId(randomUUID()),
      }),
    );
  });
  await connection.collection('schedules').insertMany(documents as never[], { ordered: false });
}

/**
 * Throws unless each of so many schedules has ended once: one step of its version, one line in the audit log, one
 * event.
 */
export async function endedOnce(connection: Connection, count: number): Promise<void> {
  const collection = (name: string) => connection.collection(name);
  const lines = await collection('auditEvents').countDocuments();
  const told = await collection('auditEvents').distinct('scheduleId');
  const events = await collection('outbox').countDocuments();
  const ended = await collection('schedules').countDocuments({
    _id: { $in: told as never[] },
    version: 2,
    status: 'PendingRevocation',
  });
  const counts = { lines, told: told.length, events, ended };
  if (Object.values(counts).some((each) => each !== count)) {
    throw new Error(`${count} schedules did not end once each: ${JSON.stringify(counts)}`);
  }
}
