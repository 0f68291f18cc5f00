type ServerSentEvent = { event: string; data: string };

/** Reads server-sent events from a response's body, in their order, until it ends. Comments and ids are left out. */
export async function* readEvents(body: ReadableStream<Uint8Array> | null): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body ?? []) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = field(block, 'data');
      if (data !== undefined) yield { event: field(block, 'event') ?? 'message', data };
    }
  }
}

const field = (block: string, name: string) =>
  block
    .split('\n')
    .find((line) => line.startsWith(`${name}: `))
    ?.slice(name.length + 2);
