import type { View } from '../card.js';
import { renderMailHtml } from './mail-html.js';
import { renderPlain } from './plain.js';
import { oneLine } from './plain-text.js';

/** A mail as it is read: its subject, and the same twice, for readers with and without HTML. */
export type MailText = { subject: string; text: string; html: string };

const SUBJECT = 200;

/**
 * A view as a mail. Nothing in a mail decides anything: its buttons are left out, and its link leads to where one
 * decides. Every subject starts like those of Entra PIM.
 */
export function renderMail(view: View): MailText {
  return {
    subject: `PIM: ${oneLine(view.title, SUBJECT)}`,
    text: renderPlain(view, { buttons: 'hidden' }),
    html: renderMailHtml(view),
  };
}
