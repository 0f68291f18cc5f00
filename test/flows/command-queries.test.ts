import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { toAuditDocument, toRequestDocument, toScheduleDocument } from '../../adapters/mongo/store/mapping.js';
import { commands } from '../../bot/commands/registry.js';
import { compose, type Product } from '../../bot/compose/compose.js';
import { readConfig } from '../../bot/config/config.js';
import { askForPeople } from '../../bot/demo/chat-client.js';
import { activity } from '../../domain/audit/activity.js';
import { correlationId, eventId, requestId, scheduleId } from '../../domain/ids.js';
import { days, instant } from '../../domain/time.js';
import { aPendingRequest, aRole, aSchedule, monday, principal } from '../support/builders.js';
import { freshDatabaseUri } from '../support/parts/database.js';

/** The demo organisation, with much history of people who are not in it. */
const many = 3_000;
const numbers = Array.from({ length: many }, (_, number) => number);
const person = (number: number) => principal(`p${number % 300}`);
const time = (number: number) => instant(monday + number * 1000);
const schedules = numbers.map((number) =>
  aSchedule({
    id: scheduleId(`schedule-${number}`),
    principalId: person(number),
    role: aRole(`role-${number % 40}`),
    status: 'Revoked',
    endedDateTime: time(number),
    createdUsing: requestId(`request-${number}`),
    activatedUsing: scheduleId(`eligibility-${number}`),
  }),
);
const requests = numbers.map((number) =>
  aPendingRequest({
    id: requestId(`request-${number}`),
    principalId: person(number),
    role: aRole(`role-${number % 40}`),
    status: number % 2 === 0 ? 'Provisioned' : 'Denied',
    createdDateTime: time(number),
  }),
);
const audit = numbers.map((number) => ({
  id: eventId(`audit-${number}`),
  at: time(number),
  activity: activity.activationRequested,
  category: 'RoleManagement' as const,
  result: 'success' as const,
  resultReason: '',
  actor: { kind: 'latchkey' as const },
  subject: person(number),
  requestId: requestId(`request-${number}`),
  via: 'system',
  correlationId: correlationId('correlation'),
}));

let product: Product;
let connection: Connection;
let people: Map<string, string>;

beforeAll(async () => {
  const uri = freshDatabaseUri();
  connection = await connect(uri);
  const config = readConfig({ PORT: '0', MONGODB_URI: uri, LOG_LEVEL: 'silent' });
  product = await compose(config, { say: () => undefined, path: '', alertsPause: days(1) });
  await connection.collection('schedules').insertMany(schedules.map(toScheduleDocument) as never[]);
  await connection.collection('scheduleRequests').insertMany(requests.map(toRequestDocument) as never[]);
  await connection.collection('auditEvents').insertMany(audit.map(toAuditDocument) as never[]);
  await product.settle();
  const { people: known } = await askForPeople(product.url);
  people = new Map(known.map(({ handle, id }) => [handle, id]));
}, 60_000);

afterAll(async () => {
  await product.stop();
  await connection.dropDatabase();
  await connection.close();
});

async function say(handle: string, text: string): Promise<void> {
  const response = await fetch(`${product.url}/chat/turns`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ as: people.get(handle), text, commandId: `web:${randomUUID()}` }),
  });
  expect(response.status, text).toBe(200);
  await product.settle();
}

type Profiled = { ns: string; op: string; command: object; planSummary?: string; docsExamined?: number };

async function profiled(work: () => Promise<void>): Promise<Profiled[]> {
  await connection.db?.command({ profile: 2 });
  await work();
  await connection.db?.command({ profile: 0 });
  const lines = await connection
    .collection('system.profile')
    .find({ planSummary: { $exists: true }, ns: { $not: /system\./ } })
    .toArray();
  await connection.db?.dropCollection('system.profile');
  return lines as unknown as Profiled[];
}

/** What people say after each other, so that every command finds something to work on. */
const conversation: [string, string][] = [
  ['ada', 'activate Security Reader for 2h because INC-42'],
  ['ada', 'preview Reports Reader for 1h'],
  ['bruno', 'approve Ada because known work'],
  ['olga', 'activate Security Reader for 1h because INC-43'],
  ['bruno', 'approve all because the incident goes on'],
  ['quentin', 'assign Reports Reader to Maya for 10 days because new on the team'],
  ['quentin', 'update Reports Reader for Maya until 2099-06-30 17:00 because longer'],
  ['quentin', 'extend Reports Reader for Maya until 2099-07-30 17:00 because longer still'],
  ['quentin', 'assignments Security Reader'],
  ['quentin', 'assignments of Ada'],
  ['quentin', 'requests for Security Reader last 30 days'],
  ['quentin', 'requests by Ada'],
  ['quentin', 'settings Security Reader'],
  ['quentin', 'settings Reports Reader: maximum 4h'],
  ['quentin', 'remove Reports Reader from Maya because back to the old team'],
  ['quentin', 'revoke all from Olga because the laptop was stolen now'],
  ['ada', 'history Security Reader'],
  ['ada', 'extend Security Reader for 30 days because the audit goes on'],
  ['ada', 'deactivate Security Reader'],
  ...commands.flatMap(({ examples }) => examples.map((example): [string, string] => ['quentin', example])),
];

it.each(conversation)(
  'When %s says “%s”, then every query it makes is led by an index, and little is read',
  async (handle, text) => {
    const lines = await profiled(() => say(handle, text));
    expect(lines).not.toEqual([]);
    for (const { ns, op, planSummary, docsExamined = 0, command } of lines) {
      const line = JSON.stringify({ ns, op, planSummary, docsExamined, command }, null, 1).slice(0, 2_000);
      expect(planSummary, line).not.toContain('COLLSCAN');
      expect(docsExamined, line).toBeLessThan(many / 4);
    }
  },
);
