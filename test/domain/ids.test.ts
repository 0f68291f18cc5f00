import { expect, it } from 'vitest';
import { commandId, correlationId, eventId, principalId, requestId, scheduleId } from '../../domain/ids.js';

it('When a directory writes somebody’s object id in capitals, then they are the same person', () => {
  expect(principalId('6F9619FF-8B86-D011-B42D-00CF4FC964FF')).toBe('6f9619ff-8b86-d011-b42d-00cf4fc964ff');
});

it.each([requestId, scheduleId, eventId, commandId, correlationId])(
  'When a platform or the store names something, then its id is kept letter for letter',
  (id) => {
    expect(id('Ev0XYZ-1')).toBe('Ev0XYZ-1');
  },
);
