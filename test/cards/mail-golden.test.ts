import { describe, expect, it } from 'vitest';
import type { View } from '../../cards/card.js';
import { renderMail } from '../../cards/platform/mail.js';
import { linked } from '../../cards/platform/portal-page.js';
import type { RequestFacts } from '../../cards/request/request-facts.js';
import { requestMail } from '../../cards/request/request-mail.js';
import type { Audience, RequestNotice } from '../../domain/notification/notice.js';
import { days } from '../../domain/time.js';
import { aSchedule, aTwin, at, grace, now, someFacts, states } from './facts.js';
import { golden } from './golden-files.js';

const asked = { ...states.waiting, approverIds: [grace] };
const eligibility = aSchedule({
  level: 'eligibility',
  assignmentType: 'assigned',
  startDateTime: at('2026-11-16T13:01Z'),
  endDateTime: at('2027-01-15T13:01Z'),
});
const given = (over: Partial<RequestFacts['request']>, schedule = eligibility) =>
  someFacts(
    {
      action: 'adminAssign',
      level: 'eligibility',
      status: 'Provisioned',
      stages: [],
      justification: 'New on the team',
      ticketInfo: {},
      createdBy: grace,
      ...over,
    },
    schedule,
    { createdByName: 'Grace Hopper', scopeName: 'Berlin office' },
  );
const extension = someFacts(
  {
    action: 'selfExtend',
    level: 'eligibility',
    status: 'PendingAdminDecision',
    justification: 'The audit goes on',
    scheduleInfo: { expiration: { type: 'afterDuration', duration: days(60) } },
    stages: [],
  },
  undefined,
  { approverIds: [grace], target: eligibility },
);
const forGood = aSchedule({ assignmentType: 'assigned', endDateTime: undefined });

const mails: Record<string, [RequestNotice, Audience, RequestFacts]> = {
  'asked-approver': ['approval-asked', 'Approver', asked],
  'reminded-approver': ['reminded', 'Approver', asked],
  'asked-approver-twin': ['approval-asked', 'Approver', { ...asked, requestor: aTwin }],
  'overlooked-requestor': ['unanswered', 'Requestor', asked],
  'approved-approver': ['approved', 'Approver', states.active],
  'approved-requestor': ['approved', 'Requestor', states.scheduled],
  'denied-requestor': ['denied', 'Requestor', states.denied],
  'timed-out-requestor': ['timed-out', 'Requestor', states['timed-out']],
  'failed-requestor': ['failed', 'Requestor', states.failed],
  'activated-admin': ['activated', 'Admin', states.active],
  'activated-requestor': ['activated', 'Requestor', states.active],
  'ended-requestor': ['ended', 'Requestor', states.expired],
  'given-back-requestor': ['ended', 'Requestor', states['given-back']],
  'eligible-admin': ['changed', 'Admin', given({})],
  'eligible-requestor': ['changed', 'Requestor', given({})],
  'assigned-admin': ['changed', 'Admin', given({ level: 'assignment' }, forGood)],
  'removed-requestor': ['changed', 'Requestor', given({ action: 'adminRemove' })],
  'extension-asked': ['extension-asked', 'Approver', extension],
  'extended-admin': [
    'extended',
    'Admin',
    {
      ...extension,
      request: { ...extension.request, status: 'Provisioned' },
      decision: { name: 'Grace Hopper', justification: 'Agreed' },
    },
  ],
  'expiring-requestor': ['ends-in-14-days', 'Requestor', given({})],
  'expired-admin': ['expired', 'Admin', given({})],
  'kept-admin': ['kept-administrator', 'Admin', given({ level: 'assignment' }, forGood)],
};

const reader = { principalId: grace, timeZone: 'Europe/Berlin' };
const read = (
  what: RequestNotice,
  as: Audience,
  facts: RequestFacts,
  who: { principalId?: typeof grace; timeZone: string } = reader,
) => {
  const view = requestMail(what, as, facts, who, now);
  return view && renderMail(linked(view, 'https://latchkey.example'));
};

describe.each(Object.entries(mails))('The mail “%s”', (name, [what, as, facts]) => {
  it('reads as it did', async () => {
    const mail = read(what, as, facts);
    expect(mail?.subject).toMatch(/^PIM: \S/);
    await expect(`Subject: ${mail?.subject}\n\n${mail?.text}\n`).toMatchFileSnapshot(golden(`mail-${name}.txt`));
  });
});

describe('The mail to who is asked to approve', () => {
  it('is the HTML it was', async () => {
    await expect(read('approval-asked', 'Approver', asked)?.html).toMatchFileSnapshot(
      golden('mail-asked-approver.html'),
    );
  });

  it('cannot be pressed, fetches nothing and leads to the portal alone', () => {
    const html = read('approval-asked', 'Approver', asked)?.html ?? '';
    expect(html).not.toMatch(/<(script|img|form|button|input|link|iframe|object)\b|url\(|@import|src=/i);
    const leadsTo = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
    expect(leadsTo).toEqual([`https://latchkey.example/requests/${asked.request.id}`]);
  });
});

const hostile =
  'Eve\r\nBcc: mallory@evil.example\n\n<img src=x onerror=alert(1)> \u202Etxt.exe "\' & </blockquote>\u0007';

describe('When people write what means to be more than words', () => {
  const facts: RequestFacts = {
    ...asked,
    requestorName: hostile,
    roleName: hostile,
    scopeName: hostile,
    request: { ...asked.request, justification: hostile, ticketInfo: { ticketNumber: hostile, ticketSystem: hostile } },
  };

  it('then the subject is one line and the HTML has nothing of theirs that acts', () => {
    const mail = read('approval-asked', 'Approver', facts);
    expect(mail?.subject).not.toMatch(/[\r\n\u202A-\u202E\p{Cc}]/u);
    expect(mail?.subject.length).toBeLessThan(250);
    expect(mail?.html).not.toMatch(/<img|\u202E/);
    expect(mail?.html.match(/<\/blockquote>/g)).toHaveLength(1);
    for (const said of [mail?.html, mail?.text]) expect(said?.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202E/u);
  });
});

describe('A card that was made for chat', () => {
  const card: View = {
    kind: 'card',
    name: 'list',
    title: 'What ends soon',
    body: ['These end within 14 days.'],
    facts: [],
    rows: [
      {
        title: 'Security Reader',
        subtitle: 'Until Fri 20 Nov',
        buttons: [{ title: 'Extend', style: 'default', action: { do: 'run', text: 'my roles' } }],
      },
    ],
    buttons: [{ title: 'Extend all', style: 'primary', action: { do: 'run', text: 'my roles' } }],
    summary: 'What ends soon',
  };

  it('loses its buttons and keeps its words', () => {
    const { subject, text, html } = renderMail(card);
    expect(subject).toBe('PIM: What ends soon');
    for (const said of [text, html]) {
      expect(said).toContain('Security Reader');
      expect(said).toContain('Until Fri 20 Nov');
      expect(said).not.toContain('Extend');
    }
  });
});
