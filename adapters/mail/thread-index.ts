import { createHash } from 'node:crypto';
import type { Instant } from '../../domain/time.js';

/** From 1601, where a FILETIME begins, until 1970; in milliseconds. */
const untilUnix = 11_644_473_600_000n;
/** A FILETIME counts in steps of 100 ns. */
const steps = 10_000n;
/** A child block leaves out so many of the lowest bits of the time since the thread began; the second for long ones. */
const [fine, coarse] = [18n, 23n];
const thirtyOneBits = (1n << 31n) - 1n;

/**
 * The value of a `Thread-Index` header, by which Outlook and Exchange find the mails of one conversation: a header of 22
 * bytes that every mail of the thread shares, then 5 bytes of this mail's own. `thread`: what the mails have in common,
 * and when that began. `mail`: what tells this mail from the others, and when it is sent.
 * Source: [MS-OXOMSG] 2.2.1.3, in the layout that Outlook writes.
 */
export function threadIndex(thread: { id: string; since: Instant }, mail: { id: string; at: Instant }): string {
  const began = Buffer.alloc(8);
  began.writeBigUInt64BE(filetime(thread.since));
  // The highest byte of every FILETIME until 2057 is the 0x01 with which the header has to begin.
  const header = Buffer.concat([began.subarray(0, 6), digest(thread.id).subarray(0, 16)]);
  return Buffer.concat([header, childBlock(thread.since, mail)]).toString('base64');
}

/** The time since the thread began, to a few hundredths of a second, or to about one where that is 1.7 years. */
function childBlock(since: Instant, { id, at }: { id: string; at: Instant }): Buffer {
  const passed = filetime(at) - filetime(since);
  const left = passed > 0n ? passed : 0n;
  const isLong = left >> (fine + 31n) > 0n;
  const block = Buffer.alloc(5);
  const delta = (left >> (isLong ? coarse : fine)) & thirtyOneBits;
  block.writeUInt32BE(Number(isLong ? delta | (1n << 31n) : delta));
  block.set(digest(id).subarray(0, 1), 4);
  return block;
}

const filetime = (moment: Instant): bigint => (BigInt(Math.trunc(moment)) + untilUnix) * steps;

const digest = (name: string): Buffer => createHash('sha256').update(name).digest();
