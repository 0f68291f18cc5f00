import { z } from 'zod';
import { alertNames } from '../domain/alert/alert.js';
import type { RequestStatus } from '../domain/assignment/schedule-request.js';
import { personId, roleShape, shortId } from './action-parts.js';

const statuses = [
  ...(['PendingApproval', 'PendingAdminDecision', 'Granted', 'PendingProvisioning', 'Provisioned', 'Denied'] as const),
  ...(['Canceled', 'TimedOut', 'PendingRevocation', 'Revoked', 'Failed'] as const),
] satisfies RequestStatus[];
const filter = {
  role: roleShape.optional(),
  principalId: personId.optional(),
  since: z.iso.datetime().max(30).optional(),
};

/** A list, by what it is about: which requests, whose roles, who has a role. */
export const listName = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('requests'), ...filter, statuses: z.array(z.enum(statuses)).max(20).optional() }),
  z.strictObject({ of: z.literal('audit'), ...filter, isRefused: z.boolean().optional() }),
  z.strictObject({ of: z.literal('holders'), role: roleShape }),
  z.strictObject({ of: z.literal('holdings'), principalId: personId }),
  /** What of everything that was given ends within so many days. */
  z.strictObject({ of: z.literal('ending'), days: z.int().min(1).max(366) }),
  z.strictObject({ of: z.literal('settings'), role: roleShape }),
  z.strictObject({ of: z.literal('pending') }),
  z.strictObject({ of: z.literal('my requests') }),
  z.strictObject({ of: z.literal('my roles') }),
  z.strictObject({ of: z.literal('stuck') }),
  z.strictObject({ of: z.literal('alerts') }),
  z.strictObject({ of: z.literal('alert'), alert: z.enum(alertNames) }),
  z.strictObject({ of: z.literal('alert settings') }),
  z.strictObject({ of: z.literal('history'), requestId: shortId }),
  z.strictObject({ of: z.literal('reviews') }),
  /** What was denied in an occurrence of a review and stays all the same. */
  z.strictObject({ of: z.literal('review results'), instanceId: shortId }),
  /** What would end if everything of somebody ended. */
  z.strictObject({ of: z.literal('revocation'), principalId: personId }),
]);

/** One of them. */
export type ListName = z.infer<typeof listName>;
