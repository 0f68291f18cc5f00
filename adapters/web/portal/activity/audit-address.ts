import type { Request } from 'express';
import type { AuditAsk } from '../../../../bot/portal/audit-reads.js';
import { eventId } from '../../../../domain/ids.js';
import type { AuditPosition } from '../../../../domain/ports/audit-log.js';
import { instant } from '../../../../domain/time.js';
import { textOf } from '../filters.js';
import { roleOfQuery } from '../manage/role-address.js';

export const categories = [
  ...(['RoleManagement', 'ResourceManagement', 'GroupManagement'] as const),
  ...(['PolicyManagement', 'Authentication'] as const),
] as const;
const results = ['success', 'failure'] as const;

const oneOf = <T extends string>(all: readonly T[], value: string): T | undefined => all.find((each) => each === value);

/** What an address asks of the audit log. */
export function auditAskOf({ query }: Request, isMine: boolean): AuditAsk {
  return {
    isMine,
    from: textOf(query, 'since'),
    to: textOf(query, 'to'),
    days: textOf(query, 'days'),
    activity: textOf(query, 'activity'),
    category: oneOf(categories, textOf(query, 'category')),
    result: oneOf(results, textOf(query, 'result')),
    by: textOf(query, 'by'),
    about: textOf(query, 'about'),
    called: textOf(query, 'called'),
    role: roleOfQuery(query),
    thread: textOf(query, 'thread'),
  };
}

/** The entry after which a page begins that an address asks for; undefined for the first. */
export function auditPositionOf({ query }: Request): AuditPosition | undefined {
  const [, at, id] = /^(\d{1,15})_([\w-]{1,80})$/.exec(textOf(query, 'after')) ?? [];
  return at !== undefined && id !== undefined ? { at: instant(Number(at)), id: eventId(id) } : undefined;
}

/** The same, as an address says it. */
export const positionText = ({ at, id }: AuditPosition): string => `${at}_${id}`;
