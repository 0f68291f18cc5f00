import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

const read = (name: string) => readFileSync(new URL(`../../fixtures/mail/${name}`, import.meta.url), 'utf8');

/** For the tests alone: a certificate for this very machine, which nobody else believes. */
export const mailCertificate = read('server.crt');
const key = read('server.key');
const account = { user: 'latchkey', password: 'a password nobody guesses' };

/** A mail as it arrived: for whom the server was told it is, and what it says. */
export type Arrived = Email & { for: string[]; raw: string; wasEncrypted: boolean };

export type MailServer = Awaited<ReturnType<typeof startMailServer>>;

/**
 * A real SMTP server on this machine, which takes mail for everybody and keeps it. `answers`: what it says next to a
 * mail for an address, or to whatever comes next (`*`), each once; a lost answer takes the mail first.
 */
export async function startMailServer({ security = 'starttls' }: { security?: 'starttls' | 'tls' | 'none' } = {}) {
  const inbox: Arrived[] = [];
  const overheard: string[] = [];
  const answers = new Map<string, number>();
  const lost = { next: 0 };
  const fault = (code: number) => Object.assign(new Error('said so by the test'), { responseCode: code });
  const server = new SMTPServer({
    secure: security === 'tls',
    key,
    cert: mailCertificate,
    authOptional: security === 'none',
    // One that would take a password from anybody who shouts it across the room.
    ...(security === 'none' && { disabledCommands: ['STARTTLS'], allowInsecureAuth: true }),
    onAuth({ username, password }, session, done) {
      if (!session.secure) overheard.push(String(password));
      const isKnown = username === account.user && password === account.password && session.secure;
      done(isKnown ? null : fault(535), { user: account.user });
    },
    onRcptTo({ address }, _session, done) {
      const code = answers.get(address);
      done(code === undefined ? null : fault(code));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const code = answers.get('*');
        if (code !== undefined) return done(fault(code));
        inbox.push(await arrived(Buffer.concat(chunks).toString('utf8'), session));
        if (lost.next === 0) return done();
        lost.next -= 1;
        done(fault(451));
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    inbox,
    /** Passwords that came in the clear. */
    overheard,
    account,
    port,
    /** As the product's settings say it. */
    settings: {
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: String(port),
      SMTP_SECURITY: security,
      ...(security !== 'none' && { SMTP_USER: account.user, SMTP_PASSWORD: account.password }),
      MAIL_FROM: 'Latchkey <latchkey@contoso.example>',
    },
    /** From now on an address, or everything (`*`), is answered with this code; undefined: taken as ever. */
    answer(address: string, code: number | undefined) {
      if (code === undefined) answers.delete(address);
      else answers.set(address, code);
    },
    /** The next mails are taken, and the server's word of it is lost. */
    loseAnswers(count: number) {
      lost.next = count;
    },
    /** Nothing has come, and everything is taken. */
    forget() {
      inbox.length = 0;
      answers.clear();
      lost.next = 0;
    },
    /** What came for an address, in the order in which it came. */
    mailsFor: (address: string) => inbox.filter((mail) => mail.for.includes(address)),
    stop: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

async function arrived(raw: string, { envelope, secure }: SMTPServerSession): Promise<Arrived> {
  const parsed = await PostalMime.parse(raw);
  return { ...parsed, for: envelope.rcptTo.map(({ address }) => address), raw, wasEncrypted: secure };
}
