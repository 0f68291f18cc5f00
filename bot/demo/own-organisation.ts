import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Result, refuse } from '../../domain/result.js';
import { faultText, type ImportFault } from '../import/import-fault.js';
import { readSource } from '../import/read/read-source.js';
import type { Source } from '../import/read/source.js';
import type { OwnOrganisation } from './begin-demo.js';

/** Finds what is wrong with what a file says, where it begins a directory. */
export type FindFaults = (source: Source) => readonly ImportFault[];

/**
 * Reads the organisation file that a demo is to begin with; its format is the import's. Returns what is wrong with it,
 * a line for each fault, if it cannot be read or says what cannot be.
 */
export function readOwnOrganisation(
  fileName: string,
  faultsOf: FindFaults,
): Result<OwnOrganisation, readonly string[]> {
  const bytes = bytesOf(fileName);
  if (!(bytes instanceof Uint8Array))
    return refuse([`--organisation: ${fileName} cannot be read (${bytes.code ?? bytes.message}).`]);
  const source = readSource(fileName, bytes);
  const faults = source.ok ? faultsOf(source.value) : source.refusal;
  if (!source.ok || faults.length > 0) return refuse(faults.map((fault) => `${fileName}, ${faultText(fault)}`));
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { ok: true, value: { fileName, hash, source: source.value } };
}

function bytesOf(fileName: string): Uint8Array | NodeJS.ErrnoException {
  try {
    return readFileSync(fileName);
  } catch (fault) {
    return fault as NodeJS.ErrnoException;
  }
}
