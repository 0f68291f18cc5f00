import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CloudCall } from '../../../../adapters/directory/cloud/cloud-client.js';
import { CloudError } from '../../../../adapters/directory/cloud/cloud-error.js';
import { refusal } from '../../../support/clouds/cloud-resource.js';
import { type CloudStory, cloudStory } from '../../../support/clouds/cloud-story.js';

let story: CloudStory;
beforeEach(async () => {
  story = await cloudStory();
});
afterEach(() => story.clouds.close());

const users = /^\/v1\.0\/users/;
const read: CloudCall = { api: 'graph', path: '/v1.0/users?$top=5', priority: 'person' };
const write: CloudCall = { api: 'graph', method: 'POST', path: '/v1.0/users', body: { a: 1 }, priority: 'person' };
const faultOf = (call: Promise<unknown>): Promise<CloudError> =>
  call.then(
    () => expect.fail('the call worked'),
    (fault) => (fault instanceof CloudError ? fault : expect.fail(`no CloudError: ${fault}`)),
  );

it('When Latchkey asks Graph, then the call carries a token, the id of its work and its urgency', async () => {
  story.clouds.people.push({ id: 'p1', displayName: 'Ada', userPrincipalName: 'ada@contoso.example' });
  const correlation = '019374a1-0000-7000-8000-000000000001';
  expect(await story.signedIn().call({ ...read, correlation })).toEqual({ value: story.clouds.people });
  expect(story.callsTo(users)[0]?.headers).toMatchObject({
    authorization: `Bearer ${story.clouds.tokens.all[0]}`,
    'client-request-id': correlation,
    'x-ms-throttle-priority': 'High',
  });
});

describe('When the cloud refuses', () => {
  it.each([
    ['a call that is not allowed', 403, 'Authorization_RequestDenied', 'unauthorised'],
    ['for want of a licence', 403, 'AadPremiumLicenseRequired', 'rejected'],
    ['what is not there', 404, 'Request_ResourceNotFound', 'not-found'],
    ['an assignment that is not there, as ARM says it', 400, 'RoleAssignmentDoesNotExist', 'not-found'],
    ['a principal that has not arrived yet', 400, 'SubjectNotFound', 'not-found'],
    ['a removal within the first five minutes', 400, 'ActiveDurationTooShort', 'unavailable'],
    ['beside a request that still waits', 400, 'PendingRoleAssignmentRequest', 'unavailable'],
    ['by the policy', 400, 'RoleAssignmentRequestPolicyValidationFailed', 'rejected'],
    ['a conflict', 409, 'RoleAssignmentUpdateNotPermitted', 'rejected'],
    ['because of a lock', 423, 'ResourceIsLocked', 'rejected'],
  ])('%s: %i %s, then it is %s, with what operators find it by', async (_what, status, reason, code) => {
    story.clouds.knobs.next(users, { kind: 'answer', reply: refusal(status, reason) });
    const fault = await faultOf(story.signedIn().call(write));
    expect(fault).toMatchObject({ code, status, reason, requestId: 'aaaaaaaa-0000-4000-8000-000000000001' });
    expect(fault.clientRequestId).toBe(story.callsTo(users)[0]?.headers['client-request-id']);
    expect(story.callsTo(users)).toHaveLength(1);
  });

  it('in other words or another case, then its code alone counts', async () => {
    const reply = refusal(400, 'ROLEASSIGNMENTDOESNOTEXIST', 'Too many requests, 429, timeout');
    story.clouds.knobs.next(users, { kind: 'answer', reply });
    expect((await faultOf(story.signedIn().call(write))).code).toBe('not-found');
  });

  it('as older PIM answers do, then the code is found', async () => {
    const reply = { status: 400, body: { errorCode: 'PendingRoleAssignmentRequest', message: '…' } };
    story.clouds.knobs.next(users, { kind: 'answer', reply });
    expect((await faultOf(story.signedIn().call(write))).reason).toBe('PendingRoleAssignmentRequest');
  });

  it('by a redirect, then it is not followed', async () => {
    const reply = { status: 302, headers: { location: `${story.clouds.hosts.arm}/elsewhere` } };
    story.clouds.knobs.next(users, { kind: 'answer', reply });
    expect((await faultOf(story.signedIn().call(read))).code).toBe('rejected');
    expect(story.callsTo(/elsewhere/)).toEqual([]);
  });
});

describe('When the token is no longer taken', () => {
  it('then it is renewed once for everybody, and each call is sent again', async () => {
    const client = story.signedIn();
    await client.call(read);
    story.clouds.tokens.revokeAll();
    await Promise.all([client.call(read), client.call(read), client.call(read)]);
    expect(story.clouds.tokens.all).toHaveLength(2);
    expect(story.callsTo(users)).toHaveLength(7);
  });

  it('and one call hears so late, then the token that was renewed meanwhile serves it too', async () => {
    const client = story.signedIn();
    await client.call(read);
    story.clouds.tokens.revokeAll();
    let letGo = () => {};
    const until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    story.clouds.knobs.next(users, { kind: 'hold', until });
    const arrived = story.clouds.knobs.arrival(users);
    const late = client.call(read);
    await arrived;
    await client.call(read);
    letGo();
    await late;
    expect(story.clouds.tokens.all).toHaveLength(2);
  });

  it('and the new one neither, then the call is unauthorised and is not tried for ever', async () => {
    story.clouds.knobs.next(users, { kind: 'answer', reply: refusal(401, 'InvalidAuthenticationToken') }, 9);
    expect((await faultOf(story.signedIn().call(read))).code).toBe('unauthorised');
    expect(story.callsTo(users)).toHaveLength(2);
  });
});

describe('When the cloud asks to wait', () => {
  it('for seconds, then even a write is sent again after that, and others of its kind wait too', async () => {
    const reply = { ...refusal(429, 'TooManyRequests'), headers: { 'retry-after': '7' } };
    story.clouds.knobs.next(users, { kind: 'answer', reply });
    const begun = story.timer.now();
    expect((await faultOf(story.signedIn().call(write))).status).toBe(404);
    expect(story.callsTo(users)).toHaveLength(2);
    expect(story.timer.now() - begun).toBeGreaterThanOrEqual(7_000);
  });

  it('until a date, then until then', async () => {
    const until = new Date(story.timer.now() + 20_000).toUTCString();
    const reply = { ...refusal(503, 'serviceNotAvailable'), headers: { 'retry-after': until } };
    story.clouds.knobs.next(users, { kind: 'answer', reply });
    const begun = story.timer.now();
    await story.signedIn().call(read);
    expect(story.timer.now() - begun).toBeGreaterThanOrEqual(20_000);
  });

  it('longer than a minute, then the caller is told how long, and nothing else is sent meanwhile', async () => {
    const reply = { ...refusal(429, 'TooManyRequests'), headers: { 'retry-after': '300' } };
    story.clouds.knobs.next(users, { kind: 'answer', reply });
    const client = story.signedIn();
    expect(await faultOf(client.call(read))).toMatchObject({ code: 'rate-limited', retryAfter: 300_000 });
    expect(await faultOf(client.call(read))).toMatchObject({ code: 'rate-limited', retryAfter: 300_000 });
    expect(story.callsTo(users)).toHaveLength(1);
    expect(story.timer.pauses).toEqual([]);
  });

  it('again and again, then it is given up after three tries', async () => {
    story.clouds.knobs.next(users, { kind: 'answer', reply: refusal(429, 'TooManyRequests') }, 9);
    expect((await faultOf(story.signedIn().call(read))).code).toBe('rate-limited');
    expect(story.callsTo(users)).toHaveLength(3);
  });
});

describe('When no whole answer comes', () => {
  it.each([
    ['a reset', { kind: 'reset' } as const],
    ['an answer cut short', { kind: 'cut' } as const],
    ['a burst of errors', { kind: 'answer', reply: refusal(503, 'ServiceUnavailable') } as const],
    ['the page of a proxy', { kind: 'answer', reply: { status: 200, body: '<html>' } } as const],
  ])('but %s, then a read is tried again, and a write is not: it may have been done', async (_what, misbehaviour) => {
    story.clouds.knobs.next(users, misbehaviour, 2);
    await story.signedIn().call(read);
    expect(story.callsTo(users)).toHaveLength(3);
    story.clouds.knobs.next(users, misbehaviour);
    const fault = await faultOf(story.signedIn().call(write));
    expect(fault).toMatchObject({ code: 'unavailable', retryable: true });
    expect(story.callsTo(users)).toHaveLength(4);
  });

  it('of a write that may be repeated, as one with an id of ours, then it is sent again', async () => {
    story.clouds.knobs.next(users, { kind: 'cut' });
    const fault = await faultOf(story.signedIn().call({ ...write, method: 'PUT', isRepeatable: true }));
    expect(fault.status).toBe(404);
    expect(story.callsTo(users)).toHaveLength(2);
  });

  it('from sign-in, then a write is tried again: nothing of it was sent', async () => {
    story.clouds.knobs.next(/token$/, { kind: 'reset' });
    expect((await faultOf(story.signedIn().call(write))).status).toBe(404);
    expect(story.callsTo(users)).toHaveLength(1);
  });

  it('in time, then it is a timeout, and a write is not sent again', async () => {
    story.clouds.knobs.next(users, { kind: 'silence' });
    const arrived = story.clouds.knobs.arrival(users);
    const fault = faultOf(story.signedIn().call(write));
    await arrived;
    story.timer.runOut();
    expect((await fault).code).toBe('timeout');
    expect(story.callsTo(users)).toHaveLength(1);
  });

  it('before the caller stops waiting, then the call ends, and is not tried again', async () => {
    story.clouds.knobs.next(users, { kind: 'silence' });
    const arrived = story.clouds.knobs.arrival(users);
    const stop = new AbortController();
    const fault = faultOf(story.signedIn().call({ ...read, signal: stop.signal }));
    await arrived;
    stop.abort();
    expect((await fault).code).toBe('unavailable');
    expect(story.callsTo(users)).toHaveLength(1);
  });
});

it('When a path leads to another host, then nothing is sent there', async () => {
  const client = story.signedIn();
  for (const path of [`${story.clouds.hosts.arm}/subscriptions`, '//evil.example/v1.0/users'])
    expect((await faultOf(client.call({ ...read, path }))).code).toBe('rejected');
  expect(story.clouds.calls).toEqual([]);
});

it('When calls fail in every way, then no secret, token or message of the cloud is logged or thrown', async () => {
  const { clouds, logged } = story;
  const client = story.signedIn();
  const message = 'Bearer and the justification that Ada wrote';
  clouds.knobs.next(/token/, { kind: 'cut' }, 3);
  const faults = [await faultOf(client.call(read))];
  await client.call(read);
  const token = clouds.tokens.all.at(-1) ?? '';
  const echo = { status: 400, body: { error: { code: token, message: `${message} ${token}` } } };
  for (const misbehaviour of [
    { kind: 'answer', reply: echo } as const,
    { kind: 'answer', reply: { status: 200, body: `<p>${token}</p>` } } as const,
    {
      kind: 'answer',
      reply: { ...refusal(403, 'X', message), headers: { 'request-id': `${token} ${message}` } },
    } as const,
    { kind: 'reset' } as const,
    { kind: 'cut' } as const,
  ]) {
    clouds.knobs.next(users, misbehaviour, 3);
    faults.push(await faultOf(client.call({ ...read, headers: { prefer: 'x' } })));
  }
  faults.push(await faultOf(story.signedIn({ kind: 'secret', secret: 'hunter2~wrong' }).call(read)));
  const told = [...logged, ...faults.map((fault) => `${fault.stack} ${JSON.stringify(fault)} ${fault.cause}`)].join(
    '\n',
  );
  expect(logged.length).toBeGreaterThan(3);
  for (const secret of ['hunter2', 'Bearer', 'Ada wrote', ...clouds.tokens.all, token.slice(0, 30)])
    expect(told).not.toContain(secret);
});
