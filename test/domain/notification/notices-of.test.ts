import { describe, expect, it } from 'vitest';
import type { DomainEvent } from '../../../domain/domain-event.js';
import { correlationId, eventId, requestId, scheduleId } from '../../../domain/ids.js';
import type { RequestAbout, RequestNotice } from '../../../domain/notification/notice.js';
import {
  isAskedToDecide,
  isMailed,
  isStillSoOfAlerts,
  noticesOf,
  requestNoticeKinds,
} from '../../../domain/notification/notice-table.js';
import { alice, aRole, bob, monday } from '../../support/builders.js';

const common = {
  id: eventId('event-1'),
  at: monday,
  requestId: requestId('request-1'),
  correlationId: correlationId('correlation-1'),
};
const schedule = scheduleId('schedule-1');
const access = { principalId: alice, role: aRole() };
type Kind = RequestAbout['is'];
const kinds: Kind[] = ['activation', 'extension', 'administered'];
const about = (is: Kind, over: Partial<RequestAbout> = {}): RequestAbout => ({
  is,
  approverIds: [bob],
  wasActive: true,
  isCanceledByOthers: true,
  ...over,
});
const ending = (warning: '14-days' | '1-day' | '15-minutes' | '5-minutes'): DomainEvent => ({
  ...common,
  type: 'schedule.ending',
  scheduleId: schedule,
  warning,
  endDateTime: monday,
});
const kept = (reason: 'last-owner' | 'last-administrator'): DomainEvent => ({
  ...common,
  type: 'schedule.kept',
  scheduleId: schedule,
  reason,
});

type Occasion = Partial<Record<Kind, RequestNotice[]>>;
const all = (...told: RequestNotice[]): Occasion => ({ activation: told, extension: told, administered: told });
const asks: Occasion = { activation: ['approval-asked'], extension: ['extension-asked'] };

/** Every event of a request, and what it tells people of each kind of request. */
const events: [string, DomainEvent, Occasion][] = [
  ['it is asked for', { ...common, type: 'request.submitted' }, asks],
  ['its next stage asks', { ...common, type: 'request.stage-advanced' }, asks],
  ['others may decide it', { ...common, type: 'request.approvers-changed' }, asks],
  [
    'it escalates',
    { ...common, type: 'request.escalated' },
    { activation: ['approval-asked', 'escalated'], extension: ['extension-asked'] },
  ],
  ['it still waits', { ...common, type: 'request.reminded' }, { activation: ['reminded'], extension: ['reminded'] }],
  [
    'nobody has decided for long',
    { ...common, type: 'request.unanswered' },
    { activation: ['unanswered'], extension: ['unanswered'] },
  ],
  ['it is approved', { ...common, type: 'request.approved' }, { activation: ['approved'] }],
  ['it is denied', { ...common, type: 'request.denied' }, { activation: ['denied'], extension: ['extension-denied'] }],
  [
    'it times out',
    { ...common, type: 'request.timed-out' },
    { activation: ['timed-out'], extension: ['extension-timed-out'] },
  ],
  ['it fails', { ...common, type: 'request.failed' }, { activation: ['failed'], extension: ['failed'] }],
  ['it is cancelled', { ...common, type: 'request.canceled' }, { activation: ['canceled'], extension: ['canceled'] }],
  ['its cards show something else', { ...common, type: 'request.affected' }, {}],
  ['it is due', { ...common, type: 'access.due', access }, {}],
  ['it has ended', { ...common, type: 'access.ended', access, cause: 'expired' }, {}],
  [
    'the directory holds it',
    { ...common, type: 'assignment.provisioned', scheduleId: schedule },
    { activation: ['activated'] },
  ],
  [
    'the directory holds it no more',
    { ...common, type: 'assignment.revoked', scheduleId: schedule, cause: 'expired' },
    { activation: ['ended'] },
  ],
  [
    'it is given, moved or taken',
    { ...common, type: 'schedule.changed', scheduleId: schedule },
    { extension: ['extended'], administered: ['changed'] },
  ],
  ['it ends in 14 days', ending('14-days'), all('ends-in-14-days')],
  ['it ends in a day', ending('1-day'), all('ends-in-1-day')],
  ['it ends in 15 minutes', ending('15-minutes'), all('ends-soon')],
  ['it ends in 5 minutes', ending('5-minutes'), all('ends-soon')],
  ['it has expired', { ...common, type: 'schedule.expired', scheduleId: schedule }, all('expired')],
  ['the last owner stays', kept('last-owner'), all('kept-owner')],
  ['the last administrator stays', kept('last-administrator'), all('kept-administrator')],
];

describe.each(events)('When %s', (_what, event, told) => {
  it.each(kinds)('then of an %s these are told', (is) => {
    expect(noticesOf(event, about(is))).toEqual(told[is] ?? []);
  });
});

it('When nobody is asked, then none is asked to decide', () => {
  for (const is of kinds) {
    expect(noticesOf({ ...common, type: 'request.submitted' }, about(is, { approverIds: [] }))).toEqual([]);
  }
});

it('When people cancel their own request, or what never was active is taken out, then that is no news', () => {
  const canceled: DomainEvent = { ...common, type: 'request.canceled' };
  const revoked: DomainEvent = { ...common, type: 'assignment.revoked', scheduleId: schedule, cause: 'expired' };
  for (const isCanceledByOthers of [false, undefined]) {
    expect(noticesOf(canceled, about('activation', { isCanceledByOthers }))).toEqual([]);
  }
  expect(noticesOf(revoked, about('activation', { wasActive: false }))).toEqual([]);
});

it('When a notice is for chat alone, then no mail is looked for', () => {
  expect(requestNoticeKinds.filter((what) => !isMailed(what))).toEqual(['escalated', 'ends-soon']);
});

it('When somebody is asked to decide, then their card says so; reminders come on top of it', () => {
  const asked = requestNoticeKinds.flatMap((what) =>
    (['Admin', 'Requestor', 'Approver'] as const).filter((as) => isAskedToDecide(what, as)).map((as) => [what, as]),
  );
  expect(asked).toEqual([
    ['approval-asked', 'Approver'],
    ['extension-asked', 'Approver'],
  ]);
});

it('When everything that was found together is fixed or dismissed, then it is not told any more', () => {
  expect([isStillSoOfAlerts({ open: 1 }), isStillSoOfAlerts({ open: 0 })]).toEqual([true, false]);
});
