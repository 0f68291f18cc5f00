import { type Connection, mongo } from 'mongoose';

/** What a server says of itself. Source: the server's `hello` command. */
type Hello = {
  setName?: string;
  hosts?: string[];
  msg?: string;
  isreplicaset?: boolean;
  maxWireVersion?: number;
};

type Fault = Error & { code?: unknown; codeName?: string; cause?: unknown; reason?: unknown };

/** The wire version of MongoDB 6.0. */
const oldestWire = 17;
/** Milliseconds that each server has to answer in, when it is asked what is wrong. */
const probeWithin = 2_000;
const authenticationFailed: readonly unknown[] = [18, 8_000];
const unauthorized: readonly unknown[] = [13];

/**
 * Returns why a server that answers cannot keep what Latchkey stores, with what to do: it has no transactions, or is too
 * old. Undefined if it can.
 */
export async function whyUnfit(connection: Connection): Promise<string | undefined> {
  const hello = (await connection.db?.admin().command({ hello: 1 })) as Hello;
  return unfitness(hello, hostsOf(connection.getClient().options));
}

/** The same, from what the server at `host` says of itself. */
export function unfitness(hello: Hello, host: string): string | undefined {
  if ((hello.maxWireVersion ?? 0) < oldestWire) return `${host} runs a MongoDB before 6.0. Use MongoDB 6.0 or later.`;
  if (hello.setName !== undefined || hello.msg === 'isdbgrid') return undefined;
  if (hello.isreplicaset)
    return `the replica set of ${host} is not initiated. Run rs.initiate() in mongosh there, then start again.`;
  return (
    `${host} is a standalone MongoDB, which has no transactions. Start its mongod with --replSet rs0, ` +
    'run rs.initiate() in mongosh once, and start again; one member is enough.'
  );
}

/**
 * Returns why no connection to the database at `uri` came about, with what to do; `fault` is what connecting threw. Asks
 * each of its servers. Repeats no user and no password.
 */
export async function whyUnreachable(uri: string, fault: unknown): Promise<string> {
  const known = ofFault(fault as Fault);
  if (known) return known;
  const options = parsed(uri);
  if (!options)
    return (
      'is no connection string. Write mongodb://user:password@host:27017/latchkey?replicaSet=rs0, ' +
      'with special characters of the password encoded (@ as %40).'
    );
  const hosts = options.hosts.map(String);
  const answers = await Promise.all(hosts.map((host) => probe(host, options)));
  const failed = answers.every((answer) => typeof answer === 'string');
  if (failed) return [...new Set(answers as string[])].join(' ');
  const index = answers.findIndex((answer) => typeof answer !== 'string');
  return ofAnswer(answers[index] as Hello, hosts[index] ?? '', options);
}

/** Returns what to tell where the database refuses its user, or asks for one; undefined for any other fault. */
export function whyNotPermitted(connection: Connection, fault: unknown): string | undefined {
  if (!chain(fault).some(({ code }) => unauthorized.includes(code))) return undefined;
  return connection.getClient().options.credentials === undefined
    ? 'names no user, and the database asks for one. Write mongodb://user:password@… with a user that has readWrite.'
    : `its user may not use the database “${connection.name}”. Grant that user the role readWrite there.`;
}

function ofFault(fault: Fault): string | undefined {
  const all = chain(fault);
  const has = (...codes: unknown[]) => all.some(({ code }) => codes.includes(code));
  if (has(...authenticationFailed))
    return 'the database refuses the user or the password. Correct them, or set authSource to the database that has the user.';
  if (all.some(({ name }) => name === 'MongoCompatibilityError'))
    return 'its MongoDB is before 6.0. Use MongoDB 6.0 or later.';
  if (all.some(({ message }) => /querySrv|_mongodb\._tcp/.test(message)))
    return 'its host has no SRV record in DNS. Correct the host, or use mongodb:// instead of mongodb+srv://.';
  return undefined;
}

/** The set is there and the driver did not take it: it has another name, no primary, or members that cannot be reached. */
function ofAnswer(hello: Hello, host: string, { replicaSet }: Options): string {
  const unfit = unfitness(hello, host);
  if (unfit) return unfit;
  if (replicaSet && hello.setName !== replicaSet)
    return `${host} belongs to the replica set ${hello.setName}, not ${replicaSet}. Write replicaSet=${hello.setName}.`;
  const members = hello.hosts?.length ? ` Its members call themselves ${hello.hosts.join(', ')}` : '';
  return (
    `the replica set ${hello.setName} of ${host} has no primary that can be reached.${members}: ` +
    'check that they run, and that these names lead to them from here.'
  );
}

type Options = mongo.MongoClientOptions & { hosts: readonly unknown[]; replicaSet?: string };

function parsed(uri: string): Options | undefined {
  try {
    return new mongo.MongoClient(uri).options as unknown as Options;
  } catch {
    return undefined;
  }
}

const hostsOf = ({ hosts }: { hosts: readonly unknown[] }) =>
  hosts.map((host) => decodeURIComponent(String(host))).join(', ');

/** What the server at `host` says of itself; or in a sentence why it does not answer. */
async function probe(host: string, { tls, tlsCAFile, tlsAllowInvalidCertificates }: Options): Promise<Hello | string> {
  const client = new mongo.MongoClient(`mongodb://${host}`, {
    directConnection: true,
    serverSelectionTimeoutMS: probeWithin,
    connectTimeoutMS: probeWithin,
    ...(tls && {
      tls,
      ...(tlsCAFile && { tlsCAFile }),
      ...(tlsAllowInvalidCertificates && { tlsAllowInvalidCertificates }),
    }),
  });
  try {
    return (await client.db('admin').command({ hello: 1 })) as Hello;
  } catch (fault) {
    return whyNoAnswer(host, chain(fault), tls === true);
  } finally {
    await client.close();
  }
}

function whyNoAnswer(host: string, faults: readonly Fault[], tls: boolean): string {
  const codes = faults.map(({ code }) => String(code ?? ''));
  const says = (pattern: RegExp) =>
    faults.some(({ message }) => pattern.test(message)) || codes.some((code) => pattern.test(code));
  if (says(/ENOTFOUND|EAI_AGAIN/)) return `${host} is not found: no such name in DNS. Correct the host.`;
  if (says(/ECONNREFUSED|ENOENT/))
    return `${host} refuses the connection. Check the host and port, and that MongoDB runs there.`;
  if (says(/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|altnames/i))
    return `the certificate of ${host} is not trusted. Name its authority with tlsCAFile in the URI.`;
  if (tls && says(/WRONG_VERSION|EPROTO|ECONNRESET|closed|disconnected/))
    return `${host} does not speak TLS. Remove tls=true from the URI, or switch TLS on there.`;
  if (says(/closed|ECONNRESET|disconnected/))
    return `${host} closes the connection. If it asks for TLS, add tls=true to the URI.`;
  return `${host} does not answer. Check the host and port, and that no firewall is between.`;
}

/** A fault, what caused it, and what each server said, down to the socket's. */
function chain(fault: unknown, depth = 0): Fault[] {
  if (!(fault instanceof Error) || depth > 5) return [];
  const { cause, reason } = fault as Fault;
  const servers = (reason as { servers?: Map<string, { error?: unknown }> } | undefined)?.servers;
  const others = [cause, reason, ...(servers instanceof Map ? [...servers.values()].map(({ error }) => error) : [])];
  return [fault as Fault, ...others.flatMap((other) => chain(other, depth + 1))];
}
