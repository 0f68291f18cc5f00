import type { Connection } from 'mongoose';

/** As often it is looked at, in milliseconds. */
const glance = 250;

/**
 * Waits until nothing is left to do, at most `timeout` milliseconds. Returns after how many milliseconds that was, and
 * what is left all the same.
 */
export async function settle(connection: Connection, timeout: number): Promise<{ after: number; left: string[] }> {
  const begun = performance.now();
  for (;;) {
    const left = await whatIsLeft(connection).catch((fault: unknown) => [String(fault)]);
    const after = performance.now() - begun;
    if (left.length === 0 || after > timeout) return { after, left };
    await new Promise((wait) => setTimeout(wait, glance));
  }
}

/** A delivery that went well and is to be looked at once more, to be on the safe side. */
const atRest = { attempts: 0, leasedUntil: 0 };

async function whatIsLeft(connection: Connection): Promise<string[]> {
  const rows = async (collection: string, filter: Record<string, unknown>) => {
    const found = connection.collection<{ _id: string; [field: string]: unknown }>(collection).find(filter);
    return (await found.toArray()).map(({ _id, status, fault }) =>
      `${collection} ${_id} ${status ?? ''} ${fault ?? ''}`.trim(),
    );
  };
  const left = await Promise.all([
    rows('outbox', {}),
    rows('deliveries', { due: { $exists: true }, $nor: [{ ...atRest, due: { $gt: Date.now() } }] }),
    rows('schedules', { status: { $in: ['Granted', 'PendingProvisioning', 'PendingRevocation'] } }),
    rows('schedules', { status: 'Provisioned', assignmentType: 'activated' }),
    rows('scheduleRequests', { status: { $in: ['PendingApproval', 'PendingProvisioning', 'Granted'] } }),
  ]);
  return left.flat();
}
