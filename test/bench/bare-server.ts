// What the product is measured against: the least that stores the same. One transaction of the same reads and writes
// through the raw driver, the line for whoever pressed, and no checks, rules or mapping.
import { randomUUID } from 'node:crypto';
import express from 'express';
import { mongo } from 'mongoose';
import { serveMeasured } from './measured-process.js';

type Row = { _id: string; [field: string]: unknown };
type Press = { commandId: string; as: string; action: { requestId: string } };

const client = new mongo.MongoClient(process.argv[2] ?? '', {
  writeConcern: { w: 'majority', journal: true },
  readConcernLevel: 'majority',
  ignoreUndefined: true,
  maxPoolSize: 50,
});
const database = client.db();
const rows = (name: string) => database.collection<Row>(name);

async function approve({ commandId, as, action }: Press): Promise<void> {
  const session = client.startSession();
  try {
    session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', j: true } });
    if (await rows('commands').findOne({ _id: commandId }, { session })) return;
    const request = await rows('scheduleRequests').findOne({ _id: action.requestId }, { session });
    if (!request) throw new Error('no such request');
    const { approved, schedule, audit, outbox } = whatChanges(request, as);
    await rows('auditEvents').insertOne(audit, { session });
    await rows('scheduleRequests').replaceOne({ _id: request._id, version: request.version }, approved, { session });
    await rows('schedules').insertOne(schedule, { session });
    await rows('outbox').insertMany(outbox, { session });
    const outcome = { ok: true, value: { outcome: 'approved' } };
    await rows('commands').insertOne({ _id: commandId, at: new Date(), outcome }, { session });
    await session.commitTransaction();
  } finally {
    await session.endSession();
  }
}

/** The documents as the product writes them. */
function whatChanges(request: Row, as: string) {
  const { _id, principalId, role, roleKey, accessKey, correlationId, stages, version } = request;
  const now = Date.now();
  const review = { reviewedBy: as, reviewResult: 'Approve', justification: '', reviewedDateTime: now };
  const [stage] = stages as [object];
  const { isOpen: _o, approverIds: _a, nextTransitionAt: _n, ...rest } = request;
  const event = { at: now, requestId: _id, correlationId };
  const row = (type: string, more = {}) => {
    const id = randomUUID();
    return { _id: id, event: { ...event, id, type, ...more }, due: now, leasedUntil: 0, attempts: 0 };
  };
  return {
    approved: {
      ...rest,
      isOpen: true,
      version: Number(version) + 1,
      status: 'PendingProvisioning',
      stages: [{ ...stage, status: 'Completed', decisions: [review] }],
    },
    schedule: {
      _id: randomUUID(),
      version: 0,
      level: 'assignment',
      assignmentType: 'activated',
      principalId,
      role,
      status: 'PendingProvisioning',
      startDateTime: now,
      endDateTime: now + 7_200_000,
      createdUsing: _id,
      activatedUsing: request.activatedUsing,
      correlationId,
      roleKey,
      accessKey,
      nextTransitionAt: now + 7_200_000,
    },
    audit: {
      _id: randomUUID(),
      at: now,
      activity: 'Add member to role request approved (PIM activation)',
      category: 'RoleManagement',
      result: 'success',
      resultReason: '',
      actor: { kind: 'person', principalId: as },
      subject: principalId,
      role,
      requestId: _id,
      after: { outcome: 'approved' },
      via: 'web',
      correlationId,
    },
    outbox: [row('request.approved'), row('access.due', { access: { principalId, role } })],
  };
}

/** The line that the presser sees, at the next version of their conversation. */
async function tell({ commandId, as }: Press): Promise<void> {
  const key = `${commandId}:said`;
  const messages = rows('chatMessages');
  const last = await messages
    .find({ conversation: as }, { projection: { version: 1 } })
    .sort({ version: -1 })
    .limit(1)
    .next();
  const version = Number(last?.version ?? 0) + 1;
  const content = JSON.stringify({ kind: 'line', text: 'Approved. The role is being activated.' });
  const first = { conversation: as, key, by: 'latchkey', at: Date.now(), position: version };
  await messages.updateOne(
    { _id: `${as}/${key}` },
    { $set: { content, version }, $setOnInsert: first },
    { upsert: true },
  );
}

const app = express();
app.use(express.json());
app.post('/chat/turns', async (request, response) => {
  await approve(request.body);
  await tell(request.body);
  response.json({ kind: 'said', text: 'Approved. The role is being activated.' });
});
await client.connect();
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  serveMeasured(`http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`);
});
