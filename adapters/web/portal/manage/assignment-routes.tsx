import type { Request, Response, Router } from 'express';
import type { Holding } from '../../../../bot/portal/holding-reads.js';
import { assignmentForm } from '../../../../cards/assignment/assignment-form.js';
import { say } from '../../page/say.js';
import { showAnswer } from '../carry-out.js';
import { ChoiceFilter, Filters, TextFilter, textOf } from '../filters.js';
import { FormView } from '../form-view.js';
import { Paging, pageNumber, rowsOf } from '../paging.js';
import type { PortalDeps } from '../portal-deps.js';
import { showPage } from '../show-page.js';
import { turnOf, type Visit, visitOf } from '../visit.js';
import { HoldingsTable, holderForCertain, Others, totalOf } from './holdings-table.js';

/** Who has what, of all three kinds, and giving, changing and taking it. */
export function assignmentRoutes(router: Router, deps: PortalDeps): void {
  router.get('/assignments', (request, response) => showAssignments(deps, request, response));
  router.get('/assignments/new', async (request, response) => {
    const visit = { ...visitOf(deps, request, response), here: '/assignments' };
    const fields = { role: textOf(request.query, 'role'), who: textOf(request.query, 'who') };
    // Without a length nothing can be given yet: this is how the form is opened.
    const turn = turnOf(deps, visit, visit.newCommand(), { action: { do: 'submit', form: 'assign' }, fields });
    showAnswer(request, response, visit, await deps.answer(turn));
  });
  router.get('/assignments/:id/change', async (request, response) => {
    const found = await manageable(deps, request, response);
    if (!found) return;
    const { visit, holding } = found;
    const { roleValue: role, schedule } = holding;
    const fields = { role, who: schedule.principalId, level: schedule.level };
    const turn = turnOf(deps, visit, visit.newCommand(), { action: { do: 'submit', form: 'update' }, fields });
    showAnswer(request, response, visit, await deps.answer(turn));
  });
  router.get('/assignments/:id/remove', async (request, response) => {
    const found = await manageable(deps, request, response);
    if (!found) return;
    const { visit, holding } = found;
    const children = <FormView visit={visit} form={removalForm(holding)} back={visit.here} />;
    showPage(response, visit, {
      title: `Remove ${holding.role} from ${holderForCertain(holding)}`,
      active: 'assignments',
      children,
    });
  });
}

const levels = [
  ['', 'Any'],
  ['eligibility', 'Eligible'],
  ['assignment', 'Active'],
] as const;
const kinds = [
  ['', 'Any'],
  ['directory', 'Directory role'],
  ['azure', 'Azure role'],
  ['group', 'Group'],
] as const;

async function showAssignments(deps: PortalDeps, request: Request, response: Response): Promise<void> {
  const visit = visitOf(deps, request, response);
  const [q, as, of] = [textOf(request.query, 'q'), textOf(request.query, 'as'), textOf(request.query, 'kind')];
  const level = levels.find(([value]) => value !== '' && value === as)?.[0] || undefined;
  const kind = kinds.find(([value]) => value !== '' && value === of)?.[0] || undefined;
  const found = await deps.reads.holdings({ text: q, kind, ...(level && { level }) }, visit.actor);
  const { holdings } = found;
  const number = pageNumber(request.query.page);
  const children = (
    <>
      <Filters action="/assignments">
        <TextFilter name="q" label="Who or which role" value={q} placeholder="A name" />
        <ChoiceFilter name="as" label="As" value={as} choices={levels} />
        <ChoiceFilter name="kind" label="Kind" value={of} choices={kinds} />
      </Filters>
      {(await mayAssign(deps, visit, holdings)) && (
        <p>
          <a class="button" data-style="primary" href="/assignments/new">
            Assign a role
          </a>
        </p>
      )}
      <Others of={found} />
      <HoldingsTable
        visit={visit}
        caption="Who has what"
        holdings={rowsOf(holdings, number)}
        none="Nothing that fits and that you may see."
      />
      <Paging here={visit.here} number={number} count={holdings.length} total={totalOf(found)} />
    </>
  );
  showPage(response, visit, { title: 'Assignments', active: 'assignments', isLive: true, children });
}

/** Whoever looks after anything at all: which role they may give is decided when they do. */
const mayAssign = async ({ reads }: PortalDeps, { actor }: Visit, seen: readonly Holding[]): Promise<boolean> =>
  seen.some(({ mayManage }) => mayManage) || reads.administers(actor);

type Manageable = { visit: Visit; holding: Holding };

/** The one that the address names, for those who manage its role; as though it were not there for all others. */
async function manageable(deps: PortalDeps, request: Request, response: Response): Promise<Manageable | undefined> {
  const visit = { ...visitOf(deps, request, response), here: '/assignments' };
  const holding = await deps.reads.holding(String(request.params.id), visit.actor);
  if (holding?.mayManage) return { visit, holding };
  say(request, response, 404, 'There is nothing like that which you could change.');
  return undefined;
}

/** Asks before anything is taken, whether or not the role's settings want a reason. */
const removalForm = ({ role, roleValue, holder, schedule }: Holding) =>
  assignmentForm({
    command: 'remove',
    title: 'Remove',
    submit: 'Remove',
    isDestructive: true,
    fields: ['role', 'who', 'level', 'justification'],
    required: ['role', 'who', 'level'],
    values: { role: roleValue, who: schedule.principalId, level: schedule.level },
    choices: {
      role: [{ title: role, value: roleValue }],
      who: [{ title: holder, value: schedule.principalId }],
      level: [{ title: schedule.level === 'eligibility' ? 'Eligible' : 'Active', value: schedule.level }],
    },
    problems: {},
    reopen: {
      do: 'ask-assignment',
      command: 'remove',
      role: schedule.role,
      principalId: schedule.principalId,
      said: {},
    },
  });
