import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { ok, type Result, refuse } from '../../../domain/result.js';
import type { ImportFault, Path } from '../import-fault.js';
import { decodeText } from './decode-text.js';
import { readCsv } from './read-csv.js';
import type { Source } from './source.js';

const LARGEST = 20_000_000;
/** How deep a file may be nested: the deepest thing an organisation has is an Azure resource below management groups. */
const DEEPEST = 50;
/** One slip may make the whole rest of a file wrong: what comes first says where. */
const MOST_SYNTAX_FAULTS = 20;

const readers: Readonly<Record<string, (text: string) => Result<Source, readonly ImportFault[]>>> = {
  csv: readCsv,
  tsv: readCsv,
  txt: readCsv,
  yaml: readYaml,
  yml: readYaml,
  json: readYaml,
};

/**
 * Reads a file by its name's ending: `.yaml`, `.yml` and `.json` as an organisation, `.csv`, `.tsv` and `.txt` as a list
 * of people or of roles. Takes at most 20 MB; without `encoding` (a WHATWG label) the bytes must be UTF-8 or say by
 * their mark what they are. Returns its data unchecked, or the faults that keep it from being read at all.
 */
export function readSource(
  fileName: string,
  bytes: Uint8Array,
  encoding?: string,
): Result<Source, readonly ImportFault[]> {
  if (bytes.length > LARGEST) {
    return fault('the file is larger than 20 MB; split it, for parts can be imported one by one');
  }
  const ending = /\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
  if (/^(?:xls[xmb]?|ods|numbers)$/.test(ending)) {
    return fault('is a workbook. Save the sheet as “CSV UTF-8 (comma delimited)” and import that file');
  }
  const read = readers[ending];
  if (!read) return fault('the name of the file must end in .yaml, .yml, .json, .csv, .tsv or .txt, to say what it is');
  const decoded = decodeText(bytes, encoding);
  return decoded.ok ? read(decoded.value.text) : decoded;
}

const fault = (message: string) => refuse([{ place: '', message }]);

const tooDeep = `is nested more than ${DEEPEST} levels deep; an organisation needs far fewer`;

function readYaml(text: string): Result<Source, readonly ImportFault[]> {
  // Before it is parsed: the parser goes down as deep as the text does, until the process has no stack left.
  if (bracketDepth(text) > DEEPEST || DEEP_BLOCK.test(text)) return fault(tooDeep);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    return refuse(
      document.errors.slice(0, MOST_SYNTAX_FAULTS).map(({ message, pos }) => ({
        line: lineAt(pos[0]),
        place: '',
        message: `is not YAML: ${message}`,
      })),
    );
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (isDeeper(value, DEEPEST)) return fault(tooDeepOrRound);
    return ok({
      value,
      lineOf(path) {
        // A part that is missing has no line of its own: the nearest one around it tells where to add it.
        for (let length = path.length; length >= 0; length -= 1) {
          const offset = offsetOf(document, path.slice(0, length));
          if (offset !== undefined) return lineAt(offset);
        }
        return undefined;
      },
    });
  } catch (thrown) {
    // An alias to nothing, or aliases that unfold without measure.
    if (!(thrown instanceof ReferenceError)) throw thrown;
    return fault(`is not YAML: ${thrown.message}`);
  }
}

const tooDeepOrRound = `${tooDeep}. An alias (*name) inside what it names has no end: write that part out`;

/** A line that goes so far in, by its indentation or by dashes and question marks, each of which opens a level. */
const DEEP_BLOCK = /^(?: {400}| *(?:[-?] +){50})/m;

/** How many brackets stand open at most. Those in quotation marks count as well: nobody is called so. */
function bracketDepth(text: string): number {
  let open = 0;
  let deepest = 0;
  for (const letter of text) {
    if (letter === '[' || letter === '{') deepest = Math.max(deepest, ++open);
    else if (letter === ']' || letter === '}') open = Math.max(0, open - 1);
  }
  return deepest;
}

/** Whether something is nested deeper than so many levels; what holds itself is. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** Where a part begins: at its key where it has one, for a list begins on the line below its key. */
function offsetOf(document: Document, path: Path): number | undefined {
  const parent = document.getIn(path.slice(0, -1), true);
  const pair =
    isMap(parent) && path.length > 0 ? parent.items.find(({ key }) => keyText(key) === path.at(-1)) : undefined;
  const node = pair?.key ?? document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

const keyText = (key: unknown) => (isScalar(key) ? String(key.value) : undefined);
