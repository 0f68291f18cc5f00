import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { BlockHead } from '../../domain/audit/chain.js';

/** Appends a block's head to a file as a line of JSON, and returns once the disk has it. Throws where it cannot. */
export async function appendCheckpoint(path: string, { number, hash, sealedAt }: BlockHead): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a');
  try {
    await file.appendFile(`${JSON.stringify({ number, hash, sealedAt: new Date(sealedAt).toISOString() })}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What such a file says, line by line. `unreadable` is told of lines that a crash has cut short, counted from 1. */
export async function* readCheckpoints(
  path: string,
  unreadable: (line: number) => void,
): AsyncGenerator<Pick<BlockHead, 'number' | 'hash'>> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    const checkpoint = parsed(text);
    if (checkpoint) yield checkpoint;
    else unreadable(line);
  }
}

function parsed(text: string): Pick<BlockHead, 'number' | 'hash'> | undefined {
  try {
    const { number, hash } = JSON.parse(text);
    return Number.isInteger(number) && typeof hash === 'string' ? { number, hash } : undefined;
  } catch {
    return undefined;
  }
}
