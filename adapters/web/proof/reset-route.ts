import type { Request, RequestHandler, Response } from 'express';
import type { Flash } from '../page/page.js';
import { zoneNamedBy } from '../sessions/signed-in.js';
import { byOf, fieldOf, type ProofParts, speakerOf } from './proof-parts.js';

type Show = (request: Request, response: Response, flash: Flash) => Promise<void>;

/**
 * Has somebody's authenticators reset, by the command that does so in chat: it leads on to where the administrator
 * proves who they are.
 */
export const resetRoute =
  (parts: ProofParts, show: Show): RequestHandler =>
  async (request, response) => {
    const { commandId, correlationId, address } = byOf(parts, request);
    const who = fieldOf(request, 'who').replace(/\s+/g, ' ').slice(0, 200);
    const reply = await parts.handle({
      commandId,
      correlationId,
      surface: 'web',
      actor: speakerOf(request).principalId,
      address,
      timeZone: zoneNamedBy(request),
      input: { kind: 'text', text: `reset proofs of ${who}`, opensForms: false },
    });
    const link = reply.kind === 'delivered' ? reply.prove : undefined;
    // Its path alone: a redirect never leads to another origin.
    if (link !== undefined) return response.redirect(303, new URL(link).pathname);
    const said = reply.kind === 'delivered' ? reply.said : reply.kind === 'said' ? reply.text : undefined;
    await show(request, response, { text: said ?? 'Nothing was done.', tone: 'warning' });
  };
