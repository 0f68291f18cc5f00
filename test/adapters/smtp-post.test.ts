import { decodeWords } from 'postal-mime';
import { afterEach, describe, expect, it } from 'vitest';
import { smtpPost } from '../../adapters/mail/smtp-post.js';
import type { Mail, Post } from '../../bot/notify/mail-post.js';
import { after, type Duration, days, instant, minutes } from '../../domain/time.js';
import { type MailServer, mailCertificate, startMailServer } from '../support/parts/mail-server.js';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.stop();
});

type Security = 'starttls' | 'tls' | 'none';
type Over = Partial<Parameters<typeof smtpPost>[0]>;

async function postTo(security: Security = 'starttls', over: Over = {}): Promise<{ server: MailServer; post: Post }> {
  const server = await startMailServer({ security });
  const { user, password } = server.account;
  const post = smtpPost({
    host: '127.0.0.1',
    port: server.port,
    security,
    ...(security !== 'none' && { credentials: { user, password } }),
    from: { name: 'Latchkey', address: 'latchkey@contoso.example' },
    ca: mailCertificate,
    ...over,
  });
  open.push(server, post);
  return { server, post };
}

const began = instant(Date.parse('2026-11-16T09:00:00Z'));
const later = (passed: Duration) => after(began, passed);
const aMail = (over: Partial<Mail> = {}): Mail => ({
  to: { name: 'Ada Lovelace', address: 'ada@contoso.example' },
  subject: 'PIM: Security Reader is active',
  text: 'Security Reader is active',
  html: '<h1>Security Reader is active</h1>',
  key: 'note|event-1|ada',
  at: began,
  thread: { id: 'request-1', since: began, topic: 'PIM: Zoë’s request to activate the Security Reader role' },
  ...over,
});

describe.each<Security>(['starttls', 'tls'])('When mail goes out by %s', (security) => {
  it('then it arrives encrypted and signed in, as HTML and as text, and nothing answers it by itself', async () => {
    const { server, post } = await postTo(security);
    await post.send(aMail());
    const [mail] = server.inbox;
    expect(mail).toMatchObject({
      wasEncrypted: true,
      for: ['ada@contoso.example'],
      from: { name: 'Latchkey', address: 'latchkey@contoso.example' },
      to: [{ name: 'Ada Lovelace', address: 'ada@contoso.example' }],
      subject: 'PIM: Security Reader is active',
      text: 'Security Reader is active\n',
      html: expect.stringContaining('<h1>Security Reader is active</h1>'),
    });
    const headers = new Map(mail?.headers.map(({ key, value }) => [key, value]));
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect([...headers.keys()].filter((name) => name.startsWith('list-'))).toEqual([]);
  });
});

it('When the same mail is sent again, then it carries the same id; another carries another, in the same thread', async () => {
  const { server, post } = await postTo();
  await post.send(aMail());
  await post.send(aMail());
  await post.send(aMail({ key: 'note|event-2|ada' }));
  const [first, again, other] = server.inbox;
  expect(first?.messageId).toMatch(/^<[0-9a-f]{40}@contoso\.example>$/);
  expect(again?.messageId).toBe(first?.messageId);
  expect(other?.messageId).not.toBe(first?.messageId);
  expect(other?.references).toBe(first?.references);
  expect(first?.inReplyTo).toBe(first?.references);
});

describe('When mails of one request come to Outlook', () => {
  const headersOf = (mail: MailServer['inbox'][number] | undefined) =>
    new Map(mail?.headers.map(({ key, value }) => [key, value]));
  const indexOf = (mail: MailServer['inbox'][number] | undefined) =>
    Buffer.from(headersOf(mail).get('thread-index') ?? '', 'base64');
  /** What a child block says of the time since the thread began, in milliseconds. Source: [MS-OXOMSG] 2.2.1.3. */
  const passed = (index: Buffer) => {
    const word = index.readUInt32BE(22);
    return Number(BigInt(word & 0x7fffffff) << (word >>> 31 ? 23n : 18n)) / 10_000;
  };

  it('then they have one topic, whatever their subjects say, and one conversation', async () => {
    const { server, post } = await postTo();
    await post.send(aMail());
    await post.send(aMail({ key: 'other', subject: 'PIM: it was approved', at: later(minutes(10)) }));
    await post.send(aMail({ key: 'late', subject: 'PIM: it ends', at: later(days(700)) }));
    const indexes = server.inbox.map(indexOf);
    expect(indexes.map(({ length }) => length)).toEqual([27, 27, 27]);
    expect(new Set(indexes.map((index) => index.subarray(0, 22).toString('hex'))).size).toBe(1);
    expect(new Set(indexes.map((index) => index.subarray(22).toString('hex'))).size).toBe(3);
    // 2026-11-16T09:00Z as a FILETIME is 0x01DD5563...: the header begins with its six high bytes.
    const filetime = (BigInt(began) + 11_644_473_600_000n) * 10_000n;
    expect(indexes[0]?.subarray(0, 6).toString('hex')).toBe(filetime.toString(16).padStart(16, '0').slice(0, 12));
    expect(indexes[0]?.[0]).toBe(1);
    const [first, second, third] = indexes.map(passed);
    expect(first).toBe(0);
    expect(Math.abs((second ?? 0) - minutes(10))).toBeLessThan(100);
    expect(Math.abs((third ?? 0) - days(700))).toBeLessThan(1_000);
    const topics = server.inbox.map((mail) => decodeWords(headersOf(mail).get('thread-topic') ?? ''));
    expect(topics).toEqual(Array(3).fill('PIM: Zoë’s request to activate the Security Reader role'));
    expect(new Set(server.inbox.map(({ references }) => references)).size).toBe(1);
  });

  it('then those of another request are another conversation', async () => {
    const { server, post } = await postTo();
    await post.send(aMail());
    await post.send(aMail({ key: 'other', thread: { id: 'request-2', since: began, topic: 'PIM: another' } }));
    const [one, other] = server.inbox.map((mail) => indexOf(mail).subarray(6, 22).toString('hex'));
    expect(one).not.toBe(other);
  });

  it('then one about no request belongs to no conversation', async () => {
    const { server, post } = await postTo();
    await post.send(aMail({ thread: undefined }));
    const headers = headersOf(server.inbox[0]);
    expect([headers.get('thread-index'), headers.get('thread-topic'), headers.get('references')]).toEqual(
      Array(3).fill(undefined),
    );
  });
});

describe('When the server does not take it', () => {
  it.each([
    ['is busy for now', 451, 'rate-limited', true],
    ['fails', 454, 'unavailable', true],
    ['refuses what it says', 554, 'rejected', false],
  ])('and %s, then the fault says so', async (_what, code, expected, retryable) => {
    const { server, post } = await postTo();
    server.answer('*', code);
    await expect(post.send(aMail())).rejects.toMatchObject({ name: 'AdapterError', code: expected, retryable });
  });

  it('and there is no such mailbox, then the address is unreachable', async () => {
    const { server, post } = await postTo();
    server.answer('ada@contoso.example', 550);
    expect(await post.send(aMail())).toBe('unreachable');
  });

  it('and the mailbox is only busy, then it is to be tried again', async () => {
    const { server, post } = await postTo();
    server.answer('ada@contoso.example', 450);
    await expect(post.send(aMail())).rejects.toMatchObject({ code: 'rate-limited', retryable: true });
  });

  it('and the password is wrong, then the fault is one of rights', async () => {
    const { post } = await postTo('starttls', { credentials: { user: 'latchkey', password: 'guessed' } });
    await expect(post.send(aMail())).rejects.toMatchObject({ code: 'unauthorised' });
  });

  it('and nobody listens there, then it is unavailable', async () => {
    const { server, post } = await postTo();
    await server.stop();
    await expect(post.send(aMail())).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });
});

describe('When the way is not safe', () => {
  it('because the server offers no encryption, then neither password nor mail is sent', async () => {
    const { server, post } = await postTo('none', {
      security: 'starttls',
      credentials: { user: 'latchkey', password: 'guessed' },
    });
    await expect(post.send(aMail())).rejects.toMatchObject({ name: 'AdapterError', retryable: true });
    expect([server.inbox, server.overheard]).toEqual([[], []]);
  });

  it('because the server offers no encryption and asks for no password, then no mail is sent either', async () => {
    const { server, post } = await postTo('none', { security: 'starttls' });
    await expect(post.send(aMail())).rejects.toMatchObject({ name: 'AdapterError' });
    expect(server.inbox).toEqual([]);
  });

  it('because nobody vouches for its certificate, then nothing is sent', async () => {
    const { server, post } = await postTo('starttls', { ca: undefined });
    await expect(post.send(aMail())).rejects.toMatchObject({ name: 'AdapterError', retryable: true });
    expect(server.inbox).toEqual([]);
  });
});

describe('When a name, a subject or an address means to be more than that', () => {
  it('then no header is added and nobody else is written to', async () => {
    const { server, post } = await postTo();
    const hostile = 'Ada\r\nBcc: mallory@evil.example\r\n\r\n<b>';
    await post.send(
      aMail({
        subject: `PIM: ${hostile}`,
        to: { name: `${hostile} <mallory@evil.example>,`, address: 'ada@contoso.example' },
      }),
    );
    const [mail] = server.inbox;
    expect(mail?.for).toEqual(['ada@contoso.example']);
    expect(mail?.headers.some(({ key }) => key === 'bcc')).toBe(false);
    expect(mail?.to).toEqual([{ name: expect.any(String), address: 'ada@contoso.example' }]);
    expect(mail?.text).toBe('Security Reader is active\n');
  });

  it.each([
    'ada@contoso.example\r\nRCPT TO:<mallory@evil.example>',
    'ada@contoso.example, mallory@evil.example',
    'Ada <ada@contoso.example>',
    '<ada@contoso.example>',
    'ada',
    '',
  ])('then %j is nobody’s address', async (address) => {
    const { server, post } = await postTo();
    expect(await post.send(aMail({ to: { address } }))).toBe('unreachable');
    expect(server.inbox).toEqual([]);
  });
});
