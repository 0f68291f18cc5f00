import type { IncomingMessage } from 'node:http';
import { HTTPModuleFunctions } from '@slack/bolt';

/**
 * A body of at most `most` bytes as text, whose raw bytes stay on the request, where Bolt looks for them; undefined for a
 * larger one, of which nothing is kept. Throws where the sender goes away before its end.
 */
export async function readBody(request: IncomingMessage, most: number): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > most) return undefined;
  try {
    return (await HTTPModuleFunctions.bufferIncomingMessage(request, most)).rawBody.toString();
  } catch (error) {
    if (HTTPModuleFunctions.isRawBodyError(error) && error.statusCode === 413) return undefined;
    throw error;
  }
}
