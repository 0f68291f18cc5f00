import { fromBuffer } from 'yauzl';

/** The files of a zip archive, by their names. Rejects what is none. */
export function unzipped(zip: Buffer): Promise<Map<string, Buffer>> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, {}, (fault, opened) => {
      if (fault || !opened) return reject(fault);
      const files = new Map<string, Promise<Buffer>>();
      opened.on('entry', (entry) => {
        files.set(
          entry.fileName,
          read((done) => opened.openReadStream(entry, done)),
        );
      });
      opened.on('error', reject);
      opened.on('end', async () => {
        resolve(new Map(await Promise.all([...files].map(async ([name, content]) => [name, await content] as const))));
      });
    });
  });
}

function read(open: (done: (fault: Error | null, stream: NodeJS.ReadableStream) => void) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    open((fault, stream) => {
      if (fault) return reject(fault);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => resolve(Buffer.concat(chunks)));
    });
  });
}

/** The width and height that a PNG image says it has. */
export const sizeOf = (png: Buffer | undefined) => [png?.readUInt32BE(16), png?.readUInt32BE(20)];
