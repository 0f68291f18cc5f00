import { describe, expect, it } from 'vitest';
import { accessDelivery, type NoticeFacts, notices } from '../../../bot/notify/notices.js';
import type { EndWarning } from '../../../domain/assignment/end-warnings.js';
import type { Surface } from '../../../domain/identity/surface.js';
import { correlationId, eventId, requestId, scheduleId } from '../../../domain/ids.js';
import { roleKey } from '../../../domain/role/role.js';
import { alice, aRole, bob, carol, monday } from '../../support/builders.js';

const about = {
  id: eventId('event-1'),
  at: monday,
  requestId: requestId('request-1'),
  correlationId: correlationId('correlation-1'),
};
const access = { principalId: alice, role: aRole() };
const schedule = scheduleId('schedule-1');
const facts: NoticeFacts = {
  requestorId: alice,
  approverIds: [bob, carol],
  neededApproval: true,
  undecidedIds: [carol],
  wasActive: true,
  is: 'activation',
  isPerson: true,
};
type NoticesInput = Parameters<typeof notices>[0];
const told = (event: NoticesInput, over: Partial<NoticeFacts> = {}, surfaces: Surface[] = ['slack']) =>
  notices(event, { ...facts, ...over }, surfaces).map(({ key }) => key);

const card = (who: string, lane = 'slack') => `card|request-1|${who}|${lane}`;
const noteTo = (who: string, lane = 'slack') => `note|event-1|${who}|${lane}`;
const note = (lane = 'slack') => noteTo(alice, lane);
const ending = (warning: EndWarning): NoticesInput => ({
  ...about,
  type: 'schedule.ending',
  scheduleId: schedule,
  warning,
  endDateTime: monday,
});
const provisioned: NoticesInput = { ...about, type: 'assignment.provisioned', scheduleId: schedule };
const revoked: NoticesInput = { ...about, type: 'assignment.revoked', scheduleId: schedule, cause: 'expired' };

describe('When something happens to an activation', () => {
  it.each<[string, NoticesInput, string[]]>([
    ['it is asked for', { ...about, type: 'request.submitted' }, [card(alice), card(bob), card(carol)]],
    ['the next stage asks', { ...about, type: 'request.stage-advanced' }, [card(bob), card(carol)]],
    ['it escalates', { ...about, type: 'request.escalated' }, [card(bob), card(carol), note()]],
    ['it is still not decided', { ...about, type: 'request.reminded' }, [noteTo(carol)]],
    [
      'nobody has decided for long',
      { ...about, type: 'request.unanswered' },
      [noteTo(carol), noteTo('channel:admins'), note()],
    ],
    ['it is about to end', ending('15-minutes'), [note()]],
    ['it is approved', { ...about, type: 'request.approved' }, []],
    ['it is canceled', { ...about, type: 'request.canceled' }, []],
    ['it is denied', { ...about, type: 'request.denied' }, [note()]],
    ['it times out', { ...about, type: 'request.timed-out' }, [note()]],
    ['it fails', { ...about, type: 'request.failed' }, [note()]],
    ['the directory holds it', provisioned, [card('channel:admins'), note()]],
    ['the directory holds it no more', revoked, [note()]],
  ])('then when %s, these hear of it', (_what, event, keys) => {
    expect(told(event)).toEqual(keys);
  });

  it('then whoever needed nobody’s approval gets no extra word that it is active: they are looking at it', () => {
    expect(told(provisioned, { neededApproval: false })).toEqual([card('channel:admins')]);
  });

  it('then nobody is told that something ended which never was active', () => {
    expect(told(revoked, { wasActive: false })).toEqual([]);
  });

  it('then it is told on every surface in use', () => {
    expect(told({ ...about, type: 'request.denied' }, {}, ['slack', 'teams', 'web'])).toEqual([
      note('slack'),
      note('teams'),
      note('web'),
    ]);
  });

  it('then what an administrator assigns has none of these notices', () => {
    for (const event of [provisioned, revoked, { ...about, type: 'request.submitted' } as const]) {
      expect(told(event, { is: 'administered' })).toEqual([]);
    }
  });
});

describe('When the directory has to follow', () => {
  const key = `access|${alice}|${roleKey(aRole())}`;

  it('then one delivery for each access goes to the directory’s lane, whoever is told, and removal goes first', () => {
    const due = accessDelivery({ ...about, type: 'access.due', access });
    const ended = accessDelivery({ ...about, type: 'access.ended', access, cause: 'expired' });
    expect(due).toMatchObject({ key, lane: 'directory', effect: { kind: 'access', access } });
    expect(ended).toMatchObject({ key, lane: 'directory' });
    expect(ended.priority).toBeLessThan(due.priority);
    expect(due).not.toHaveProperty('requestId');
  });
});

it('When one event is expanded twice, then every delivery has the same key both times, and no two share one', () => {
  const once = told(provisioned, {}, ['slack', 'teams']);
  expect(told(provisioned, {}, ['slack', 'teams'])).toEqual(once);
  expect(new Set(once).size).toBe(once.length);
});

describe('When an administrator does something to what somebody has', () => {
  const given = { is: 'administered', isPerson: true } as const;
  const changed: NoticesInput = { ...about, type: 'schedule.changed', scheduleId: schedule };
  const kept: NoticesInput = { ...about, type: 'schedule.kept', scheduleId: schedule, reason: 'last-owner' };

  it('then its holder is told once, on every surface in use', () => {
    expect(told(changed, given, ['slack', 'teams'])).toEqual([note('slack'), note('teams')]);
  });

  it('then nobody is told for a group or an application', () => {
    expect(told(changed, { ...given, isPerson: false })).toEqual([]);
  });

  it('and its end comes near, or has come, then its holder is told of each, and nobody for a group', () => {
    const expired: NoticesInput = { ...about, type: 'schedule.expired', scheduleId: schedule };
    for (const event of [ending('14-days'), ending('1-day'), expired]) {
      expect(told(event, given)).toEqual([note()]);
      expect(told(event, { ...given, isPerson: false })).toEqual([]);
    }
    const notes = [ending('14-days'), ending('1-day'), ending('5-minutes'), expired].flatMap((event) =>
      notices(event, { ...facts, ...given }, ['slack']).map(({ effect }) => effect),
    );
    expect(notes).toMatchObject([
      { what: 'ends-in-14-days', scheduleId: schedule },
      { what: 'ends-in-1-day', scheduleId: schedule },
      { what: 'ends-soon', scheduleId: schedule },
      { what: 'expired', scheduleId: schedule },
    ]);
  });

  it('and what was renewed at their own asking has left the directory, then only its expiry is told', () => {
    expect(told(revoked, { is: 'extension' } as const)).toEqual([]);
  });

  it('and it stays past its end, then the administrators are told as well', () => {
    expect(told(kept, given)).toEqual(['note|event-1|channel:admins|slack', note()]);
    expect(told(kept, { ...given, isPerson: false })).toEqual(['note|event-1|channel:admins|slack']);
  });
});

it('When somebody asks to extend, then they and those who decide have cards, and a denial is told', () => {
  const asked = { is: 'extension' } as const;
  expect(told({ ...about, type: 'request.submitted' }, asked)).toEqual([card(alice), card(bob), card(carol)]);
  expect(told({ ...about, type: 'request.denied' }, asked)).toEqual([note()]);
});
