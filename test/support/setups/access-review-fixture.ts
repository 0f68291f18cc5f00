import { mongoDirectoryRecords } from '../../../adapters/mongo/directory/directory-records.js';
import {
  type DecisionItem,
  defaultReviewSettings,
  type ReviewInstance,
} from '../../../domain/access-review/access-review.js';
import type { DecisionWords } from '../../../domain/access-review/decide-item.js';
import type { PrincipalId, ReviewId, ReviewInstanceId } from '../../../domain/ids.js';
import { scheduleId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { days, type Instant, instant } from '../../../domain/time.js';
import { advanceAccessReviews } from '../../../domain/usecases/access-review/advance-reviews.js';
import { acceptRecommendations, decideAccess } from '../../../domain/usecases/access-review/decide-access.js';
import {
  changeReview,
  createReview,
  deleteReview,
  type ReviewInput,
} from '../../../domain/usecases/access-review/set-up-review.js';
import { steerReview } from '../../../domain/usecases/access-review/steer-review.js';
import type { By } from '../../../domain/usecases/common/recording.js';
import { anEligibility, aRole, aSchedule, bob, by, carol, dave, monday, proven } from '../builders.js';
import { type UseCaseFixture, useCaseFixture } from './use-case-fixture.js';

/** Who administers the roles in these stories. */
export const admin = dave;

/** What most stories' reviews are like: of everybody's access to a role, decided by Bob and Carol within ten days. */
export const aReviewInput = (over: Partial<ReviewInput> = {}): ReviewInput => ({
  displayName: 'Who reads what',
  scope: { role: aRole(), principals: 'users', assignmentType: 'all' },
  reviewers: { type: 'selected', userIds: [bob, carol] },
  settings: { ...defaultReviewSettings, instanceDurationInDays: 10 },
  ...over,
});

/** The house of the use cases, with access reviews in it: Dave is Privileged Role Administrator. */
export function accessReviewFixture() {
  const fixture = useCaseFixture();
  return Object.assign(fixture, { reviewing: () => reviewingIn(fixture) });
}

/** What can be done about access reviews in a house. */
export function reviewingIn(fixture: UseCaseFixture) {
  const { deps, store } = fixture;
  const instanceOf = async (id: ReviewInstanceId): Promise<ReviewInstance> => {
    const found = await store.read.accessReviews.instance(id);
    if (!found) throw new Error(`there is no review ${id}`);
    return found;
  };
  const itemsOf = (id: ReviewInstanceId) => store.read.accessReviews.items({ instanceId: id, limit: 20_000 });
  return {
    instanceOf,
    itemsOf,
    /** The one item about somebody, at a level where they have two. */
    async itemOf(id: ReviewInstanceId, who: PrincipalId, level?: DecisionItem['level']): Promise<DecisionItem> {
      const all = await itemsOf(id);
      const found = all.find((item) => item.principalId === who && (level === undefined || item.level === level));
      if (!found) throw new Error(`nothing of ${who} is reviewed`);
      return found;
    },
    advance: advanceAccessReviews(deps),
    /** Goes on until so many transactions have committed, and is then gone, as a process that is killed. */
    dyingAfter(transactions: number) {
      let left = transactions;
      const crashable: typeof store = {
        ...store,
        async transaction(work, command) {
          if (left === 0) throw new Error('gone');
          left -= 1;
          return store.transaction(work, command);
        },
      };
      return advanceAccessReviews({ ...deps, store: crashable });
    },
    steer: (id: ReviewInstanceId, act: Parameters<ReturnType<typeof steerReview>>[1], who: By, proofs = proven) =>
      steerReview(deps)(id, act, proofs, who),
    create: createReview(deps),
    change: changeReview(deps),
    remove: (id: ReviewId, who: By, proofs = proven) => deleteReview(deps)(id, proofs, who),
    accept: acceptRecommendations(deps),
    decide: (items: readonly DecisionItem[], words: Partial<DecisionWords>, who = by(bob)) =>
      decideAccess(deps)(
        items.map((item) => item.id),
        { decision: 'Approve', justification: 'needed', ...words },
        who,
      ),
    /** Sets up a review as Dave and lets it begin; its occurrence's id. */
    async begin(over: Partial<ReviewInput> = {}): Promise<ReviewInstanceId> {
      const outcome = await createReview(deps)(aReviewInput(over), by(admin));
      if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
      await advanceAccessReviews(deps)();
      return outcome.value.reviewInstanceId;
    },
    /** Makes Dave an administrator, permanently. */
    administering: () => fixture.hold(standing(admin, aRole(wellKnownRole.privilegedRoleAdministrator))),
    /** Logs it when people signed in last. */
    signedIn: (...people: [PrincipalId, Instant][]) => signIns(fixture, people),
  };
}

let count = 0;

/** An assignment permanently. */
export const standing = (principalId: PrincipalId, role: Role = aRole()) =>
  aSchedule({
    id: scheduleId(`standing-${++count}`),
    principalId,
    role,
    assignmentType: 'assigned',
    startDateTime: instant(monday - days(1)),
    endDateTime: undefined,
  });

/** An eligibility permanently. */
export const eligible = (principalId: PrincipalId, role: Role = aRole()) =>
  anEligibility({ id: scheduleId(`eligible-${++count}`), principalId, role, endDateTime: undefined });

async function signIns(fixture: UseCaseFixture, people: readonly [PrincipalId, Instant][]) {
  const { principals } = mongoDirectoryRecords(fixture.connection);
  for (const [id, at] of people) await principals.signedIn(id, at, instant(0));
}
