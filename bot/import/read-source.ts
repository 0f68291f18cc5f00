import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { ok, type Result, refuse } from '../../domain/result.js';
import type { ImportFault, Path } from './import-fault.js';
import { readCsv } from './read-csv.js';
import type { Source } from './source.js';

const LARGEST = 20_000_000;

/**
 * Reads a file by its name's ending: `.yaml`, `.yml` and `.json` as an organisation, `.csv` as a list of people or of
 * roles. Returns its data unchecked, or the faults that keep it from being read at all.
 */
export function readSource(fileName: string, text: string): Result<Source, readonly ImportFault[]> {
  if (text.length > LARGEST) {
    return refuse([
      { place: '', message: 'the file is larger than 20 MB; split it, for parts can be imported one by one' },
    ]);
  }
  const ending = /\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase();
  if (ending === 'csv') return readCsv(text);
  if (ending === 'yaml' || ending === 'yml' || ending === 'json') return readYaml(text);
  return refuse([
    { place: '', message: 'the name of the file must end in .yaml, .yml, .json or .csv, to say what it is' },
  ]);
}

function readYaml(text: string): Result<Source, readonly ImportFault[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    return refuse(
      document.errors.map(({ message, pos }) => ({
        line: lineAt(pos[0]),
        place: '',
        message: `is not YAML: ${message}`,
      })),
    );
  }
  try {
    return ok({
      value: document.toJS({ maxAliasCount: 100 }),
      lineOf(path) {
        // A part that is missing has no line of its own: the nearest one around it tells where to add it.
        for (let length = path.length; length >= 0; length -= 1) {
          const offset = offsetOf(document, path.slice(0, length));
          if (offset !== undefined) return lineAt(offset);
        }
        return undefined;
      },
    });
  } catch (fault) {
    // An alias to nothing, or aliases that unfold without measure.
    if (!(fault instanceof ReferenceError)) throw fault;
    return refuse([{ place: '', message: `is not YAML: ${fault.message}` }]);
  }
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
