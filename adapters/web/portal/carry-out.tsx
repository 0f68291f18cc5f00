import type { Request, Response } from 'express';
import { z } from 'zod';
import type { AnswerInPlace } from '../../../bot/turns/answer-in-place.js';
import { type Action, parseAction } from '../../../cards/actions.js';
import type { Flash } from '../page/page.js';
import { say } from '../page/say.js';
import { ownPath } from '../sign-in/own-path.js';
import { CardView } from './card-view.js';
import { leaveFlash } from './flash.js';
import { FormView } from './form-view.js';
import type { PortalDeps } from './portal-deps.js';
import { showPage } from './show-page.js';
import { turnOf, type Visit, visitOf } from './visit.js';

const Sent = z.object({
  command: z.uuid(),
  action: z.string().max(20_000),
  back: z.string().max(2000).optional(),
});
const mostFields = 60;
const longestField = 4000;

/** What a form of ours brought: the action, the values of its inputs by their ids, and where to go then. */
export type SentForm = { command: string; action: Action; fields: Record<string, string>; back: string };

/** Reads what a form of ours brought; undefined where it is none of ours. Several ticks are joined by commas. */
export function readForm(body: unknown): SentForm | undefined {
  const parsed = Sent.safeParse(body);
  if (!parsed.success) return undefined;
  const { command, action: json, back } = parsed.data;
  const action = parseAction(parsedJson(json));
  const entries = Object.entries(body as Record<string, unknown>).filter(([name]) => name.startsWith('f.'));
  const fields = entries.map(([name, value]) => [name.slice(2), [value].flat().join(',').slice(0, longestField)]);
  if (!action || fields.length > mostFields) return undefined;
  return { command, action, fields: Object.fromEntries(fields), back: ownPath(back) };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `POST /do`: carries out what a form says, as chat would, and shows what came of it. */
export const carryOut = (deps: PortalDeps) => async (request: Request, response: Response) => {
  const sent = readForm(request.body);
  if (!sent) return say(request, response, 400, 'This form could not be read. Go back, reload the page and try again.');
  const visit = visitOf(deps, request, response);
  const { command, action, fields, back } = sent;
  const answer = await deps.answer(turnOf(deps, visit, command, { action, fields }));
  showAnswer(request, response, { ...visit, here: back }, answer);
};

type Gone = Exclude<AnswerInPlace, { kind: 'form' | 'card' }>;

/** Shows what a turn came to: another page with a line on top, or what it asks or tells as a page of its own. */
export function showAnswer(request: Request, response: Response, visit: Visit, answer: AnswerInPlace): void {
  const back = visit.here;
  if (answer.kind === 'form') {
    const children = <FormView visit={visit} form={answer.form} back={back} />;
    showPage(response, visit, { title: answer.form.title, children });
  } else if (answer.kind === 'card') {
    const children = (
      <>
        <CardView visit={visit} card={answer.card} back={back} />
        <p>
          <a href={back}>Back</a>
        </p>
      </>
    );
    showPage(response, visit, { title: answer.card.title, children });
  } else {
    const flash = saidOf(answer);
    if (flash) leaveFlash(request, response, flash);
    response.redirect(303, placeAfter(answer, back));
  }
}

function saidOf(answer: Gone): Flash | undefined {
  if (answer.kind === 'refused') return { text: answer.text, tone: 'bad' };
  if (answer.kind === 'done') return { text: answer.said, tone: 'good' };
  return answer.kind === 'changed' && answer.said !== undefined ? { text: answer.said, tone: 'good' } : undefined;
}

/** Where a request's own page says it all, there; otherwise back. */
function placeAfter(answer: Gone, back: string): string {
  switch (answer.kind) {
    case 'prove':
      return ownPath(new URL(answer.at).pathname);
    case 'done':
      return answer.page ?? back;
    case 'refused':
      return back;
    case 'present':
      return requestPath(answer.requestId);
    case 'changed':
      return answer.said === undefined ? requestPath(answer.requestId) : back;
  }
}

const requestPath = (id: string) => `/requests/${encodeURIComponent(id)}`;
