import { beforeEach, describe, expect, it } from 'vitest';
import { correlationId } from '../../domain/ids.js';
import { after, days } from '../../domain/time.js';
import { adoptSchedule } from '../../domain/usecases/assignment/adopt.js';
import { alice, aRole, aSchedule, monday } from '../support/builders.js';
import { migratedDatabase } from '../support/parts/migrated-database.js';
import { importFixture } from './import-fixture.js';

const database = migratedDatabase();
const access = { principalId: alice, role: aRole() };
const run = correlationId('run');
let fixture: ReturnType<typeof importFixture>;
beforeEach(() => {
  fixture = importFixture(database);
});

const adopt = (over: { endDateTime?: ReturnType<typeof after> } = {}) =>
  adoptSchedule(fixture.deps)({ level: 'assignment', access, justification: 'Imported', ...over }, run);

describe('When what somebody has is taken on', () => {
  it('then taking it on again changes nothing, even where nobody has compared before', async () => {
    expect(await adopt()).toBe('added');
    const before = await fixture.written();
    expect(await adopt()).toBe('unchanged');
    expect(await fixture.written()).toEqual(before);
  });

  it('then another end moves the end of what is there', async () => {
    await adopt();
    const inAWeek = after(monday, days(7));
    expect(await adopt({ endDateTime: inAWeek })).toBe('changed');
    expect(await fixture.store.read.schedules.ofAccess(access)).toMatchObject([{ endDateTime: inAWeek }]);
  });

  it('then what is over already is not begun', async () => {
    expect(await adopt({ endDateTime: monday })).toBe('unchanged');
    expect(await fixture.written()).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('then what is on its way out does not stand in for it', async () => {
    const leaving = aSchedule({ assignmentType: 'assigned', status: 'PendingRevocation', endDateTime: undefined });
    await fixture.store.transaction((tx) => tx.schedules.insert(leaving));
    expect(await adopt()).toBe('added');
  });
});
