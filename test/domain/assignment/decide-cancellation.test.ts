import { expect, it } from 'vitest';
import { decideCancellation } from '../../../domain/assignment/decide-cancellation.js';
import type { RequestStatus } from '../../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../../domain/ids.js';
import { alice, aRequest, bob, carol, monday } from '../../support/builders.js';

/** Somebody who manages no role. */
const own = (actor: PrincipalId) => ({ actor, manages: false });

it.each<RequestStatus>(['PendingApproval', 'PendingAdminDecision', 'Granted'])(
  'When a %s request is canceled by its requestor, then it is over',
  (status) => {
    expect(decideCancellation(aRequest({ status }), own(alice), monday)).toMatchObject({
      ok: true,
      value: { status: 'Canceled', completedDateTime: monday },
    });
  },
);

it('When a request was made for somebody else, then it is both of theirs to cancel', () => {
  for (const actor of [alice, bob]) {
    expect(decideCancellation(aRequest({ status: 'Granted', createdBy: bob }), own(actor), monday)).toMatchObject({
      ok: true,
    });
  }
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
  expect(decideCancellation(request, own(alice), monday)).toEqual({
    ok: false,
    refusal: { code: 'NOT_CANCELABLE', status, requestId: request.id },
  });
});

it('When somebody else cancels it, then it is not theirs, whatever state it is in', () => {
  for (const status of ['PendingApproval', 'Denied'] as const) {
    expect(decideCancellation(aRequest({ status }), own(carol), monday)).toEqual({
      ok: false,
      refusal: { code: 'NOT_YOURS' },
    });
  }
});

it('When somebody who manages the role cancels it, then that is theirs to do while it waits, and not a moment longer', () => {
  const manager = { actor: carol, manages: true };
  for (const status of ['PendingApproval', 'PendingAdminDecision', 'Granted'] as const) {
    const outcome = decideCancellation(aRequest({ status }), manager, monday);
    expect(outcome).toMatchObject({ ok: true, value: { status: 'Canceled' } });
  }
  expect(decideCancellation(aRequest({ status: 'Provisioned' }), manager, monday)).toMatchObject({
    ok: false,
    refusal: { code: 'NOT_CANCELABLE' },
  });
});
