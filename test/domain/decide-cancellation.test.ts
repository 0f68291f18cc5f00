import { expect, it } from 'vitest';
import { decideCancellation } from '../../domain/assignment/decide-cancellation.js';
import type { RequestStatus } from '../../domain/assignment/schedule-request.js';
import { alice, aRequest, bob, carol, monday } from '../support/builders.js';

it.each<RequestStatus>(['PendingApproval', 'PendingAdminDecision', 'Granted'])(
  'When a %s request is canceled by its requestor, then it is over',
  (status) => {
    expect(decideCancellation(aRequest({ status }), alice, monday)).toMatchObject({
      ok: true,
      value: { status: 'Canceled', completedDateTime: monday },
    });
  },
);

it('When whoever asked for somebody else cancels it, then that is theirs to do', () => {
  expect(decideCancellation(aRequest({ status: 'Granted', createdBy: bob }), bob, monday)).toMatchObject({ ok: true });
});

it.each<RequestStatus>([
  'PendingProvisioning',
  'Provisioned',
  'Denied',
  'Canceled',
  'TimedOut',
  'PendingRevocation',
  'Revoked',
  'Failed',
])('When a %s request is canceled, then it is too late and stays as it is', (status) => {
  const request = aRequest({ status });
  expect(decideCancellation(request, alice, monday)).toEqual({
    ok: false,
    refusal: { code: 'NOT_CANCELABLE', status, requestId: request.id },
  });
});

it('When somebody else cancels it, then it is not theirs, whatever state it is in', () => {
  for (const status of ['PendingApproval', 'Denied'] as const) {
    expect(decideCancellation(aRequest({ status }), carol, monday)).toEqual({
      ok: false,
      refusal: { code: 'NOT_YOURS' },
    });
  }
});
