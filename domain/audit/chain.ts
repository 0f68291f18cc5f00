import type { Instant } from '../time.js';

/** SHA-256 of a text, in lower-case hexadecimal digits. */
export type Hash = (text: string) => string;

/** An entry as it is stored: everything in it is sealed, whatever it is. */
export type StoredEntry = { readonly _id: string; readonly [field: string]: unknown };

/** The seal of one entry; `hash` is empty for one that was gone before it could be sealed. */
export type Leaf = { id: string; hash: string };

/** What stays of a block permanently: where it stands in the chain, and the hash that everything in it went into. */
export type BlockHead = {
  /** The first is 1, and each is one more than the one before. */
  number: number;
  /** The hash of the block before. */
  previous: string;
  sealedAt: Instant;
  hash: string;
};

/** Entries that were sealed together, in the order in which they were. */
export type Block = BlockHead & { leaves: readonly Leaf[] };

/** What the first block follows. */
export const genesis: Pick<BlockHead, 'number' | 'hash'> = { number: 0, hash: '0'.repeat(64) };

/**
 * One text for all ways to write the same value as JSON: the keys of every object in order, what is undefined left out.
 * Put together bit by bit, for a record of a million entries is gone through at once.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  return 'toJSON' in value ? (JSON.stringify(value) ?? 'null') : canonicalObject(value as Record<string, unknown>);
}

function canonicalObject(fields: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const name of inOrder(Object.keys(fields))) {
    const part = fields[name];
    if (part !== undefined) text += `${text === '' ? '' : ','}${keyText(name)}${canonical(part)}`;
  }
  return `{${text}}`;
}

/** As many names and shapes are remembered. */
const mostKept = 1_000;

/**
 * Entries are of few shapes, so that the names of each are put in order once. Where no name has a comma, as many names
 * that read the same together are the same: a shape with one is not remembered, lest another be taken for it.
 */
const orders = new Map<string, readonly string[]>();

function inOrder(names: string[]): readonly string[] {
  const shape = names.join();
  const known = orders.get(shape);
  if (known?.length === names.length) return known;
  const order = names.sort();
  if (orders.size < mostKept && !order.some((name) => name.includes(','))) orders.set(shape, order);
  return order;
}

/** The few names that there are come again and again. */
const keyTexts = new Map<string, string>();

function keyText(name: string): string {
  const known = keyTexts.get(name);
  if (known !== undefined) return known;
  const text = `${JSON.stringify(name)}:`;
  if (keyTexts.size < mostKept) keyTexts.set(name, text);
  return text;
}

/** The seal of an entry. */
export const leafOf = (hash: Hash, entry: StoredEntry): Leaf => ({ id: entry._id, hash: hash(canonical(entry)) });

/** The hash of a block: of its place in the chain, when it was sealed, and every entry's id and hash in their order. */
export const blockHash = (hash: Hash, { number, previous, sealedAt, leaves }: Omit<Block, 'hash'>): string =>
  hash(canonical({ number, previous, sealedAt, root: rootOf(hash, leaves) }));

const rootOf = (hash: Hash, leaves: readonly Leaf[]) =>
  hash(leaves.map((leaf) => `${leaf.id.length}:${leaf.id}:${leaf.hash}`).join());

/** The block that seals these, in this order, after the block `last`. */
export function sealBlock(
  hash: Hash,
  last: Pick<BlockHead, 'number' | 'hash'>,
  leaves: readonly Leaf[],
  sealedAt: Instant,
): Block {
  const block = { number: last.number + 1, previous: last.hash, sealedAt, leaves };
  return { ...block, hash: blockHash(hash, block) };
}
