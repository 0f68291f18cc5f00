import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { certificateExpiry } from '../../../../adapters/directory/cloud/sign-in/certificate-assertion.js';
import { minutes, seconds } from '../../../../domain/time.js';
import { type CloudStory, cloudStory } from '../../../support/clouds/cloud-story.js';
import { appServiceHeader } from '../../../support/clouds/metadata-service.js';
import { selfSigned } from '../../../support/clouds/self-signed.js';
import { eventually } from '../../../support/eventually.js';

const ours = selfSigned();
const another = selfSigned();
let folder = '';
let story: CloudStory;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloud-sign-in-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  story = await cloudStory();
});
afterEach(() => story.clouds.close());

const file = (content: string) => {
  const path = join(folder, 'credential');
  writeFileSync(path, content);
  return path;
};
const signIns = /\/token$/;
const graph = () => story.clouds.hosts.graph;

describe('When Latchkey signs in', () => {
  it('by a client secret, then it gets a token for each API, and both are good', async () => {
    const client = story.signedIn();
    await client.call({ api: 'graph', path: '/v1.0/users', priority: 'person' });
    await client.call({ api: 'arm', path: '/subscriptions?api-version=2022-12-01', priority: 'person' });
    expect(story.clouds.tokens.all).toHaveLength(2);
  });

  it('by a certificate, then its private key signs, and it is named by its SHA-256, wherever it stands in the file', async () => {
    story.clouds.application.certificate = ours.certificate;
    const path = file(another.certificate + ours.certificate + ours.key);
    await story.signedIn({ kind: 'certificate', file: path }).tokens.token(graph());
    expect(story.clouds.tokens.all).toHaveLength(1);
    expect(new Date(await certificateExpiry(path)).toISOString()).toBe('2029-12-31T23:59:59.000Z');
  });

  it('by a certificate that was replaced, then the new one counts without a start', async () => {
    story.clouds.application.certificate = ours.certificate;
    const path = file(ours.key + ours.certificate);
    const { tokens } = story.signedIn({ kind: 'certificate', file: path });
    await tokens.token(graph());
    story.clouds.application.certificate = another.certificate;
    file(another.key + another.certificate);
    story.timer.pass(minutes(60));
    await tokens.token(graph());
    expect(story.clouds.tokens.all).toHaveLength(2);
  });

  it('by the platform’s token, then its file is read each time', async () => {
    story.clouds.application.federated = 'the-second-one';
    const path = file('the-first-one\n');
    const { tokens } = story.signedIn({ kind: 'federated', file: path });
    await expect(tokens.token(graph())).rejects.toMatchObject({ code: 'unauthorised', reason: 'AADSTS700213' });
    file('the-second-one\n');
    story.timer.pass(minutes(1));
    expect(await tokens.token(graph())).toBe(story.clouds.tokens.all[0]);
  });

  it.each([
    ['the machine', undefined],
    ['a web app', 'web-app'],
  ])('by the managed identity of %s, then no secret is needed', async (_whose, app) => {
    const service = app && { endpoint: `${story.clouds.hosts.metadata}/msi/token`, header: appServiceHeader };
    const client = story.signedIn({ kind: 'managed-identity', service: service || undefined });
    await client.call({ api: 'graph', path: '/v1.0/users', priority: 'person' });
    expect(story.callsTo(/\/token$/)[0]?.url.searchParams.get('client_id')).toBe(story.clouds.application.clientId);
  });
});

describe('When Latchkey cannot sign in', () => {
  it.each([
    ['the secret is wrong', () => ({ kind: 'secret', secret: 'wrong' }) as const, 'AADSTS7000215'],
    [
      'the certificate is another one',
      () => ({ kind: 'certificate', file: file(another.key + another.certificate) }) as const,
      'AADSTS700027',
    ],
    ['the certificate has no key', () => ({ kind: 'certificate', file: file(ours.certificate) }) as const, undefined],
    [
      'the key belongs to no certificate',
      () => ({ kind: 'certificate', file: file(ours.certificate + another.key) }) as const,
      undefined,
    ],
    ['there is no such file', () => ({ kind: 'certificate', file: join(folder, 'none') }) as const, undefined],
    ['the platform’s token is empty', () => ({ kind: 'federated', file: file(' \n') }) as const, undefined],
  ])('because %s, then it is unauthorised, and not asked again at once', async (_why, credential, reason) => {
    story.clouds.application.certificate = ours.certificate;
    const { tokens } = story.signedIn(credential());
    for (let count = 0; count < 3; count += 1)
      await expect(tokens.token(graph())).rejects.toMatchObject({ code: 'unauthorised', reason, retryable: false });
    expect(story.clouds.calls).toHaveLength(reason === undefined ? 0 : 1);
  });

  it('because sign-in is down, then it is unavailable, and asked again by the next', async () => {
    story.clouds.knobs.next(signIns, { kind: 'answer', reply: { status: 503 } });
    const { tokens } = story.signedIn();
    await expect(tokens.token(graph())).rejects.toMatchObject({ code: 'unavailable' });
    expect(await tokens.token(graph())).toBe(story.clouds.tokens.all[0]);
  });
});

describe('When many need a token', () => {
  it('then it is fetched once, and kept', async () => {
    story.clouds.knobs.latency = 5;
    const { tokens } = story.signedIn();
    const all = await Promise.all(Array.from({ length: 20 }, () => tokens.token(graph())));
    expect(new Set([...all, await tokens.token(graph())]).size).toBe(1);
    expect(story.callsTo(signIns)).toHaveLength(1);
  });

  it('then it is renewed ahead of its end, while the old one still serves', async () => {
    const { tokens } = story.signedIn();
    const first = await tokens.token(graph());
    story.timer.pass(minutes(45));
    expect(await tokens.token(graph())).toBe(first);
    expect(story.callsTo(signIns)).toHaveLength(1);
    story.timer.pass(minutes(4));
    expect(await tokens.token(graph())).toBe(first);
    await eventually(async () => expect(await tokens.token(graph())).not.toBe(first));
    expect(story.callsTo(signIns)).toHaveLength(2);
  });

  it('and renewing fails, then the old one serves to its end, and sign-in is not asked at every call', async () => {
    const { tokens } = story.signedIn();
    const first = await tokens.token(graph());
    story.clouds.knobs.next(signIns, { kind: 'answer', reply: { status: 503 } }, 9);
    story.timer.pass(minutes(50));
    for (let count = 0; count < 5; count += 1) expect(await tokens.token(graph())).toBe(first);
    await eventually(() => expect(story.logged.join()).toContain('cloud.token-refused'));
    expect(await tokens.token(graph())).toBe(first);
    expect(story.callsTo(signIns)).toHaveLength(2);
    story.timer.pass(minutes(9));
    story.timer.pass(seconds(45));
    await expect(tokens.token(graph())).rejects.toMatchObject({ code: 'unavailable' });
  });
});
