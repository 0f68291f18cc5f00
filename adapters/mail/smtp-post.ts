import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Mail, Post } from '../../bot/notify/mail-post.js';
import { isMailAddress } from '../../domain/notification/mail-address.js';
import { threadIndex } from './thread-index.js';
import { isRefusedAddress, toAdapterError } from './to-adapter-error.js';

export type SmtpConfig = {
  host: string;
  port: number;
  /** `tls`: from the first byte; `starttls`: from the first command; `none`: never, which only this very machine may. */
  security: 'tls' | 'starttls' | 'none';
  credentials?: { user: string; password: string } | undefined;
  from: { name: string; address: string };
  /** Whose word is taken for the server's certificate, where it is not a public authority's: for tests. */
  ca?: string | undefined;
};

/** A delivery may take 25 s; in milliseconds. */
const timeout = 8_000;
const connections = 4;

/** Sends mail through one SMTP server. A password never travels in the clear. */
export function smtpPost(config: SmtpConfig): Post {
  const { host, port, security, credentials, from, ca } = config;
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const transport = createTransport({
    pool: true,
    maxConnections: connections,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
    ...(credentials && { auth: { user: credentials.user, pass: credentials.password } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      if (!isMailAddress(mail.to.address)) return 'unreachable';
      try {
        const { messageId } = await transport.sendMail(contentOf(mail, from, domain));
        return { messageId };
      } catch (fault) {
        if (isRefusedAddress(fault)) return 'unreachable';
        throw toAdapterError(fault);
      }
    },
    async prove() {
      try {
        await transport.verify();
      } catch (fault) {
        throw toAdapterError(fault);
      }
    },
    async stop() {
      transport.close();
    },
  };
}

/** The same key makes the same id, so that a mailbox knows a mail that was sent twice for one. */
const idOf = (name: string, domain: string) =>
  `<${createHash('sha256').update(name).digest('hex').slice(0, 40)}@${domain}>`;

function contentOf({ to, subject, text, html, key, thread, at }: Mail, from: SmtpConfig['from'], domain: string) {
  // Nobody has received the root of a thread: what refers to the same one stands together all the same.
  const root = thread === undefined ? undefined : idOf(`thread|${thread.id}`, domain);
  return {
    from,
    to: { name: to.name ?? '', address: to.address },
    subject,
    text,
    html,
    messageId: idOf(key, domain),
    ...(root !== undefined && { inReplyTo: root, references: root }),
    headers: {
      // Keeps absence notes and the like from answering. Source: RFC 3834; Exchange goes by its own header.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      Precedence: 'bulk',
      // Outlook and Exchange go by these rather than by what a mail refers to.
      ...(thread && {
        'Thread-Topic': thread.topic,
        'Thread-Index': threadIndex({ ...thread, id: `thread|${thread.id}` }, { id: key, at }),
      }),
    },
  };
}
