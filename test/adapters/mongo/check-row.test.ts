import { Schema } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { requestSchema, scheduleSchema } from '../../../adapters/mongo/schemas/schemas.js';
import { rowCheck } from '../../../adapters/mongo/store/check-row.js';
import { toRequestDocument, toScheduleDocument } from '../../../adapters/mongo/store/mapping.js';
import { aPendingRequest, aSchedule } from '../../support/builders.js';

const checking = (schema: Schema, row: unknown) => () => rowCheck(schema)(row, 'row');
const request = toRequestDocument(aPendingRequest());
const schedule = toScheduleDocument(aSchedule());
const [stage] = request.stages;

describe('When a row is as its schema declares it', () => {
  it('then it is let through, with whatever may be missing undefined', () => {
    expect(checking(requestSchema, request)).not.toThrow();
    expect(checking(requestSchema, { ...request, failure: undefined, justification: '' })).not.toThrow();
    expect(checking(scheduleSchema, schedule)).not.toThrow();
  });
});

describe('When a row is not as its schema declares it, then it is refused by the name of the field', () => {
  it.each<[string, Schema, unknown]>([
    ['surprise', scheduleSchema, { ...schedule, surprise: 1 }],
    ['surprise', scheduleSchema, { ...schedule, role: { ...schedule.role, surprise: 1 } }],
    ['surprise', requestSchema, { ...request, stages: [stage, { ...stage, surprise: 1 }] }],
    ['constructor', scheduleSchema, { ...schedule, constructor: 'x' }],
    ['principalId', scheduleSchema, { ...schedule, principalId: undefined }],
    ['principalId', scheduleSchema, { ...schedule, principalId: '' }],
    ['principalId', scheduleSchema, { ...schedule, principalId: { $ne: '' } }],
    ['endDateTime', scheduleSchema, { ...schedule, endDateTime: '12' }],
    ['endDateTime', scheduleSchema, { ...schedule, endDateTime: Number.NaN }],
    ['endDateTime', scheduleSchema, { ...schedule, endDateTime: null }],
    ['isOpen', requestSchema, { ...request, isOpen: 'yes' }],
    ['role', scheduleSchema, { ...schedule, role: 'reader' }],
    ['role', scheduleSchema, { ...schedule, role: null }],
    ['stages', requestSchema, { ...request, stages: undefined }],
    ['stages', requestSchema, { ...request, stages: stage }],
    ['approverIds', requestSchema, { ...request, approverIds: [7] }],
    ['justification', requestSchema, { ...request, justification: undefined }],
    ['row', requestSchema, undefined],
  ])('%s', (name, schema, row) => {
    expect(checking(schema, row)).toThrow(new RegExp(`field ${name} is`));
  });

  it('then a date is a date, and what was not to be looked into is not', () => {
    const schema = new Schema({ at: Date, mixed: Schema.Types.Mixed }, { _id: false });
    expect(checking(schema, { at: new Date(), mixed: { any: ['thing'] } })).not.toThrow();
    expect(checking(schema, { at: 7 })).toThrow(/field at is not a date/);
  });
});

it('When a schema declares what no row can be checked against, then that is told at once', () => {
  expect(() => rowCheck(new Schema({ big: Schema.Types.Decimal128 }))).toThrow(/Decimal128/);
});
