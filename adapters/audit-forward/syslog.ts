import { createSocket } from 'node:dgram';
import { connect as connectPlain, isIPv6, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import type { AuditBatch, AuditTarget } from '../../bot/jobs/audit-forwarder.js';
import { AdapterError } from '../../domain/ports/system.js';

/** `tls://siem.example:6514`, `tcp://…:601` or `udp://…:514`. */
export type SyslogSettings = { url: string };

const ports: Record<string, number> = { 'tls:': 6514, 'tcp:': 601, 'udp:': 514 };
/** Facility 13 is “log audit”; 6 is informational, 4 a warning. */
const facility = 13;
const severities = { success: 6, failure: 4 } as const;
/** How long the far end may take, in milliseconds. */
const timeout = 15_000;

/**
 * Sends batches to a syslog server: a message for each entry, and one for the block after its last part. Over TLS and
 * TCP the messages are counted (RFC 6587) and a batch counts as taken once the far end has read it all and closed; over
 * UDP nobody knows. Source: RFC 5424, 5425.
 */
export function syslogTarget({ url }: SyslogSettings): AuditTarget {
  const address = new URL(url);
  return {
    name: 'syslog',
    async send(batch) {
      const messages = messagesOf(batch);
      if (address.protocol === 'udp:') await sendDatagrams(address, messages);
      else await sendStream(address, messages);
    },
    close: () => undefined,
  };
}

function messagesOf({ block, part, parts, entries }: AuditBatch): string[] {
  const told = entries.map(({ hash, entry }) => {
    const severity = entry.result === 'success' ? severities.success : severities.failure;
    return message(severity, Number(entry.at), 'entry', { block: block.number, hash, entry });
  });
  return part === parts ? [...told, message(severities.success, block.sealedAt, 'block', block)] : told;
}

/** One message of RFC 5424. JSON has no line breaks, and what people wrote in it stays text. */
function message(severity: number, at: number, kind: string, content: object): string {
  const head = `<${facility * 8 + severity}>1 ${new Date(at).toISOString()} ${hostname()} latchkey ${process.pid} ${kind} -`;
  return `${head} ${JSON.stringify(content)}`;
}

function sendStream(address: URL, messages: readonly string[]): Promise<void> {
  const framed = messages.map((each) => `${Buffer.byteLength(each)} ${each}`).join('');
  return new Promise((resolve, reject) => {
    const socket = open(address);
    socket.setTimeout(timeout, () => socket.destroy(new AdapterError('timeout', 'the syslog server was silent')));
    socket.on('error', (cause) =>
      reject(new AdapterError('unavailable', 'the syslog server was not reached', { cause })),
    );
    socket.on('close', (hadFault) => (hadFault ? undefined : resolve()));
    // What it says is of no interest; unread it would keep the connection open.
    socket.resume();
    socket.end(framed);
  });
}

function open({ protocol, hostname: host, port }: URL): Socket {
  const bare = host.replace(/^\[|\]$/g, '');
  const to = { host: bare, port: Number(port) || (ports[protocol] ?? 0) };
  return protocol === 'tls:' ? connectTls({ ...to, servername: bare }) : connectPlain(to);
}

async function sendDatagrams({ hostname: host, port }: URL, messages: readonly string[]): Promise<void> {
  const bare = host.replace(/^\[|\]$/g, '');
  const socket = createSocket(isIPv6(bare) ? 'udp6' : 'udp4');
  const send = (text: string) =>
    new Promise<void>((resolve, reject) => {
      socket.send(text, Number(port) || 514, bare, (fault) => (fault ? reject(fault) : resolve()));
    });
  const sending = Promise.all(messages.map(send)).finally(() => socket.close());
  await sending.catch((cause: unknown) => {
    throw new AdapterError('unavailable', 'the syslog server was not reached', { cause });
  });
}
