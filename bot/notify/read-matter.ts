import type { Card } from '../../cards/card.js';
import {
  type UnreachableNames,
  unreachableCard,
  unreachableReviewersCard,
} from '../../cards/operations/unreachable-card.js';
import type { RequestFacts } from '../../cards/request/request-facts.js';
import { governingRole, undecidedOf } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId, RequestId, ReviewInstanceId } from '../../domain/ids.js';
import type { Addressee } from '../../domain/notification/decide-notifications.js';
import type { Role } from '../../domain/role/role.js';
import { type Delivery, type Matter, type MessageLane, priority } from '../outbox/delivery.js';
import { readAccessReviewFacts } from '../views/read-access-review.js';
import { type ReadDeps, readRequestFacts } from '../views/read-request-facts.js';
import { askingMail } from './mail-notices.js';
import { askingAccessReviewMail, tellNoReachableApprover } from './tell-of-access-review.js';

/** What people are asked to decide, as it is at this moment. */
export type MatterNow = {
  /** False once nobody decides it any more. */
  isOpen: boolean;
  /** Who is asked and has not decided. */
  asked: readonly PrincipalId[];
  /** How many could decide: where as many are not reached, nobody is. */
  deciders: number;
  /** The role it is about. */
  role: Role;
  /** The mail that asks one of them, whatever the rules say of mail: one to each address. */
  mailTo(to: Addressee): Delivery;
  /** Tells whoever brought it about that nobody who could decide is reached. */
  tellNoReachableApprover(lanes: readonly MessageLane[]): Delivery[];
  /** What the administrators are shown of those whom nothing reaches. */
  card(unreachable: UnreachableNames): Card;
};

/** Reads what people are asked to decide; undefined where it is not there any more. */
export const readMatter = (deps: ReadDeps, matter: Matter): Promise<MatterNow | undefined> =>
  'requestId' in matter ? ofRequest(deps, matter.requestId) : ofReview(deps, matter.reviewInstanceId);

async function ofRequest(deps: ReadDeps, id: RequestId): Promise<MatterNow | undefined> {
  const facts = await readRequestFacts(deps, id);
  if (!facts) return undefined;
  const { request } = facts;
  const asked = undecidedOf(request, facts.approverIds ?? []);
  const now = deps.clock.now();
  return {
    isOpen: asked.length > 0,
    asked,
    deciders: asked.length,
    role: governingRole(request),
    mailTo: (to) => askingMail(request, to),
    tellNoReachableApprover: (lanes) => lanes.map((lane) => noReachableApprover(facts, lane)),
    card: (unreachable) => unreachableCard(facts, unreachable, now),
  };
}

function noReachableApprover({ request }: RequestFacts, lane: MessageLane): Delivery {
  const { id: requestId, principalId, correlationId } = request;
  const recipient = { kind: 'person', principalId } as const;
  return {
    key: `note|nobody-reached|${requestId}|${principalId}|${lane}`,
    lane,
    effect: { kind: 'note', what: 'nobody-reached', as: 'Requestor', requestId, recipient },
    priority: priority.note,
    requestId,
    correlationId,
  };
}

async function ofReview(deps: ReadDeps, id: ReviewInstanceId): Promise<MatterNow | undefined> {
  const { accessReviews: reviews } = deps.store.read;
  const instance = await reviews.instance(id);
  const [facts] = instance ? await readAccessReviewFacts(deps, [instance]) : [];
  if (!facts) return undefined;
  const isOpen = facts.status === 'InProgress';
  const [asked, all] = await Promise.all([
    isOpen ? reviews.reviewersOf(id, 'undecided') : [],
    reviews.reviewersOf(id, 'all'),
  ]);
  return {
    isOpen,
    asked,
    deciders: all.length,
    role: facts.instance.scope.role,
    mailTo: (to) => askingAccessReviewMail(facts.instance, to),
    tellNoReachableApprover: (lanes) => tellNoReachableApprover(facts.instance, lanes),
    card: (unreachable) => unreachableReviewersCard(facts, unreachable),
  };
}
