import type { MyRoles } from '../../../../bot/portal/role-reads.js';
import type { RoleInWords } from '../../../../bot/views/my-roles-in-words.js';
import { myRolesCard } from '../../../../cards/activation/my-roles-card.js';
import type { Button } from '../../../../cards/card.js';
import { roleKey } from '../../../../domain/role/role.js';
import { Moment } from '../moment.js';
import { Buttons, Press } from '../press.js';
import { type Column, Table } from '../table.js';
import { Tabs } from '../tabs.js';
import type { Visit } from '../visit.js';

export type RolesTab = 'eligible' | 'active' | 'expired';

const titles: Record<RolesTab, string> = { eligible: 'Eligible', active: 'Active', expired: 'Expired' };
const none: Record<RolesTab, string> = {
  eligible: 'You are eligible for no role. Ask an administrator to make you eligible for the one you need.',
  active: 'You hold no role now. What you activate is shown here.',
  expired: 'No role of yours has run out lately.',
};

/** One's roles: what one may activate, what one holds, and what ran out and can be renewed. */
export function MyRolesPage({ visit, roles, tab }: { visit: Visit; roles: MyRoles; tab: RolesTab }) {
  const rows = { eligible: [...roles.eligible, ...roles.planned], active: roles.active, expired: roles.ended };
  const tabs = (Object.keys(titles) as RolesTab[]).map((each) => ({
    title: titles[each],
    href: each === 'eligible' ? '/my-roles' : `/my-roles?tab=${each}`,
    count: rows[each].length,
    isHere: each === tab,
  }));
  return (
    <>
      <Tabs label="My roles" tabs={tabs} />
      <Table
        caption={`${titles[tab]} roles`}
        columns={columnsOf(visit, tab, roles)}
        rows={rows[tab]}
        none={none[tab]}
      />
    </>
  );
}

function columnsOf(visit: Visit, tab: RolesTab, { active }: MyRoles): Column<RoleInWords>[] {
  const { when } = visit;
  const activated = active.filter(({ schedule }) => schedule.assignmentType === 'activated');
  // What begins later does not hide that the same role is active now.
  const begunLast = activated.toSorted((one, other) => Number(isBegun(one)) - Number(isBegun(other)));
  const held = new Map(begunLast.map((role) => [roleKey(role.schedule.role), isBegun(role) ? 'Activated' : 'Planned']));
  return [
    { title: 'Role', cell: ({ roleName }) => roleName },
    { title: 'Where', cell: ({ scopeName, schedule }) => scopeName ?? placeless[schedule.role.kind] },
    ...(tab === 'active' ? [{ title: 'State', cell: (role: RoleInWords) => stateOf(role) }] : []),
    {
      title: tab === 'expired' ? 'Ended' : 'Until',
      cell: ({ schedule }) => <Moment at={schedule.endedDateTime ?? schedule.endDateTime} when={when} none="no end" />,
    },
    {
      title: 'What you can do',
      kind: 'actions',
      cell: (role) => <Acts visit={visit} role={role} tab={tab} held={held.get(roleKey(role.schedule.role))} />,
    },
  ];
}

const placeless = { directory: 'Whole directory', azure: '', group: 'Group' } as const;

function stateOf({ schedule: { status, assignmentType } }: RoleInWords): string {
  if (status === 'Granted') return 'Planned';
  if (status === 'PendingProvisioning') return 'Being activated';
  if (status === 'PendingRevocation') return 'Being taken back';
  return assignmentType === 'activated' ? 'Activated' : 'Assigned';
}

/** False for an activation that is planned. */
const isBegun = ({ schedule }: RoleInWords): boolean => schedule.status !== 'Granted';

/** An eligibility that begins later: until then there is nothing to do with it. */
const isToCome = ({ schedule }: RoleInWords): boolean => schedule.status === 'Granted';

/** `held`: what is said of an activation of the same role; missing where there is none. */
type Acting = { visit: Visit; role: RoleInWords; tab: RolesTab; held: string | undefined };

function Acts({ visit, role, tab, held }: Acting) {
  if (tab === 'eligible' && isToCome(role)) {
    return (
      <>
        From <Moment at={role.schedule.startDateTime} when={visit.when} none="" />
      </>
    );
  }
  const buttons = buttonsFor(role, tab, visit);
  return (
    <Buttons>
      {tab === 'eligible' && held && <a href="/my-roles?tab=active">{held}</a>}
      {tab === 'eligible' && !held && (
        <a
          class="button"
          data-style="primary"
          href={`/my-roles/${encodeURIComponent(role.id)}/activate`}
          aria-label={`Activate: ${role.name}`}
        >
          Activate
        </a>
      )}
      {buttons.map((button) => (
        <Press visit={visit} button={button} about={role.name} />
      ))}
    </Buttons>
  );
}

/** Those of chat's list for this one role, but for Activate, which has a page here. */
function buttonsFor(role: RoleInWords, tab: RolesTab, { when, actor }: Visit): Button[] {
  const alone = {
    eligible: tab === 'eligible' ? [role] : [],
    active: tab === 'active' ? [role] : [],
    ended: tab === 'expired' ? [role] : [],
  };
  return myRolesCard(alone, when, actor).rows.flatMap(({ buttons }) =>
    buttons.filter(({ title }) => title !== 'Activate'),
  );
}
