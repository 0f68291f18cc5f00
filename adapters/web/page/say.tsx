import type { Request, Response } from 'express';
import { page } from './page.js';

const titles: Record<number, string> = {
  401: 'Please sign in',
  403: 'Not from here',
  404: 'Nothing here',
  429: 'Too often',
  503: 'Not just now',
};

/** Answers with one sentence: as a page where a browser shows it, otherwise as JSON (`error`) or plain text. */
export function say(request: Request, response: Response, status: number, text: string): void {
  response.status(status);
  switch (request.accepts(['text', 'json', 'html'])) {
    case 'html':
      response.type('html').send(sentencePage(titles[status] ?? 'That did not work', text));
      return;
    case 'json':
      response.json({ error: text });
      return;
    default:
      response.type('text').send(`${text}\n`);
  }
}

const sentencePage = (title: string, text: string) =>
  page({
    title,
    children: (
      <>
        <p>{text}</p>
        <p>
          <a href="/">To the first page</a>
        </p>
      </>
    ),
  });
