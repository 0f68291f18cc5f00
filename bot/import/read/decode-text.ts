import { ok, type Result, refuse } from '../../../domain/result.js';
import type { ImportFault } from '../import-fault.js';

/** How the letters of a file were written, and where that is known from: its mark, its name on the command line, or neither. */
export type Decoded = { text: string; encoding: string };

const MARKS: readonly { encoding: string; bytes: readonly number[] }[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
];

/**
 * Decodes a file strictly: by its byte order mark, by the encoding `named` (a WHATWG label such as `windows-1252`), or
 * as UTF-8. Returns the text without its mark. Refuses an encoding that is not known or that the mark contradicts, and
 * bytes that do not belong to it, with their line and what to do: nothing is ever replaced by “�”.
 */
export function decodeText(bytes: Uint8Array, named?: string): Result<Decoded, readonly ImportFault[]> {
  const marked = MARKS.find((mark) => mark.bytes.every((byte, index) => bytes[index] === byte));
  const asked = named === undefined ? undefined : labelOf(named);
  if (named !== undefined && asked === undefined) {
    return fault(`“${named}” is not an encoding. Use utf-8, utf-16le, utf-16be or windows-1252`);
  }
  if (marked && asked && marked.encoding !== asked) {
    return fault(`says by its first bytes that it is ${marked.encoding}, not ${asked}. Leave --encoding out`);
  }
  const encoding = marked?.encoding ?? asked ?? 'utf-8';
  try {
    return ok({ text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding });
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    return undecodable(bytes, encoding, asked);
  }
}

/** The WHATWG name of an encoding; undefined where there is none of that label. */
function labelOf(named: string): string | undefined {
  try {
    return new TextDecoder(named.trim()).encoding;
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return undefined;
  }
}

function undecodable(bytes: Uint8Array, encoding: string, asked: string | undefined) {
  const line = firstStrangeLine(bytes, encoding);
  if (asked !== undefined) return fault(`is not ${asked} text. Name the encoding it was saved in`, line);
  const isWide = bytes.subarray(0, 200).includes(0);
  return isWide
    ? fault('looks like UTF-16 without its mark. Add --encoding utf-16le, or save it as UTF-8', line)
    : fault(
        'is not UTF-8 text. Excel saves plain CSV in Windows-1252: save it as “CSV UTF-8”, or add --encoding windows-1252',
        line,
      );
}

/** The line of the first byte that does not belong to the encoding; known for encodings in which lines end with one byte. */
function firstStrangeLine(bytes: Uint8Array, encoding: string): number | undefined {
  if (encoding.startsWith('utf-16')) return undefined;
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end < 0 ? bytes.length : end + 1;
    try {
      decoder.decode(bytes.subarray(start, stop));
    } catch {
      return line;
    }
    start = stop;
  }
  return undefined;
}

const fault = (message: string, line?: number): Result<never, readonly ImportFault[]> =>
  refuse([{ line, place: '', message }]);
