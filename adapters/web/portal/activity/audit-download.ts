import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';
import { type AuditFacts, auditColumns, auditRecord, auditRow } from '../../../../cards/audit/audit-record.js';
import type { Instant } from '../../../../domain/time.js';

/** The forms that the audit log can be had in. */
export const auditForms = ['csv', 'jsonl'] as const;
type AuditForm = (typeof auditForms)[number];
const contentTypes: Record<AuditForm, string> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
};

const iso = (moment: Instant) => new Date(moment).toISOString();

/*
 * A cell that a spreadsheet would take for a formula is made text. Source: OWASP, "CSV Injection". The mark at the
 * beginning tells spreadsheets that the text is UTF-8.
 */
const csv = (rows: readonly (readonly string[])[], isFirst: boolean): string =>
  stringify(rows as string[][], { escape_formulas: true, bom: isFirst, record_delimiter: 'windows' });

/** The audit log in this form, a page of it at a time. */
export async function* auditText(form: AuditForm, pages: AsyncIterable<readonly AuditFacts[]>): AsyncGenerator<string> {
  if (form === 'csv') yield csv([auditColumns], true);
  for await (const page of pages) {
    yield form === 'csv'
      ? csv(
          page.map((facts) => auditRow(facts, iso)),
          false,
        )
      : page.map((facts) => `${JSON.stringify(auditRecord(facts, iso))}\n`).join('');
  }
}

/**
 * Sends the audit log as a file. No more of it is read than the far end takes; where that goes away, reading ends. A
 * fault on the way breaks the answer off, so that half a record is not taken for the whole.
 */
export async function sendAudit(
  response: Response,
  form: AuditForm,
  pages: AsyncIterable<readonly AuditFacts[]>,
  now: Instant,
): Promise<void> {
  response.attachment(`latchkey-audit-${iso(now).slice(0, 16).replaceAll(':', '')}.${form}`);
  response.set({
    'content-type': contentTypes[form],
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  await pipeline(Readable.from(auditText(form, pages), { highWaterMark: 1 }), response).catch((fault: unknown) => {
    if (!isGone(fault)) throw fault;
  });
}

const isGone = (fault: unknown) => (fault as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE';
