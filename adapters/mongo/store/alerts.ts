import type { mongo } from 'mongoose';
import { alertNames, type StoredAlert } from '../../../domain/alert/alert.js';
import type { AlertIncident } from '../../../domain/alert/incident.js';
import type { AlertReads, AlertWrites, IncidentQuery } from '../../../domain/ports/alerts.js';
import { days } from '../../../domain/time.js';
import type { Models, Row } from '../schemas/models.js';
import { insertRows, replaceRows } from './write-rows.js';

type Session = mongo.ClientSession | null;

/** What has ended is looked up for so long. */
const remembered = days(365);

/** Reads of alerts and their incidents: in `session`'s snapshot where one is given. */
export const alertReads = ({ alerts, alertIncidents }: Models, session: Session): AlertReads => ({
  async kept() {
    const found = await alerts
      .find({ _id: { $in: alertNames } })
      .session(session)
      .lean();
    return found.map(({ _id, ...set }) => ({ name: _id, ...set }) as StoredAlert);
  },
  async incident(id) {
    const found = await alertIncidents.findOne({ _id: id }).session(session).lean();
    return found ? fromDocument(found) : undefined;
  },
  async incidents(query) {
    const found = alertIncidents.find(filterOf(query)).limit(query.limit).session(session);
    // Of things that are named there is one each.
    const inOrder = query.keys ? found : found.sort({ raisedDateTime: -1 });
    return (await inOrder.lean()).map(fromDocument);
  },
  async ofBatch(batch, limit) {
    const found = alertIncidents.find({ batch }).sort({ status: 1, _id: 1 }).limit(limit);
    return (await found.session(session).lean()).map(fromDocument);
  },
  async countsOf(batch) {
    const groups = await alertIncidents
      .aggregate<{ _id: AlertIncident['status']; count: number }>([
        { $match: { batch } },
        { $group: { _id: '$status', count: { $sum: 1 } } },
      ])
      .session(session);
    return { open: 0, dismissed: 0, resolved: 0, ...Object.fromEntries(groups.map(({ _id, count }) => [_id, count])) };
  },
});

export const alertWrites = ({ alerts, alertIncidents }: Models, session: mongo.ClientSession): AlertWrites => ({
  async saveSettings(name, { isEnabled, thresholds, undo }) {
    const put = { $set: { isEnabled, thresholds, ...(undo && { undo }) }, $inc: { version: 1 } };
    const change = undo ? put : { ...put, $unset: { undo: 1 as const } };
    await alerts.updateOne({ _id: name }, change, { session, upsert: true });
  },
  async swept(names, at) {
    const later = await alerts
      .find({ _id: { $in: [...names] }, sweptAt: { $gt: at } }, { _id: 1 })
      .session(session)
      .lean();
    const overtaken = new Set(later.map(({ _id }) => _id));
    const latest = names.filter((name) => !overtaken.has(name));
    const note = { $set: { sweptAt: at } };
    const { matchedCount } = await alerts.updateMany({ _id: { $in: latest } }, note, { session });
    if (matchedCount === latest.length) return latest;
    const first = latest.map((_id) => ({ updateOne: { filter: { _id }, update: note, upsert: true } }));
    await alerts.bulkWrite(first, { session });
    return latest;
  },
  async insert(...incidents) {
    if (incidents.length > 0) await insertRows(alertIncidents, incidents.map(toDocument), session);
  },
  async save(...changed) {
    if (changed.length === 0) return;
    const rows = changed.map((incident) => toDocument({ ...incident, version: incident.version + 1 }));
    await replaceRows(alertIncidents, rows, session);
  },
});

const filterOf = ({ alerts, isCurrent, keys }: IncidentQuery) => ({
  ...(alerts && { alert: { $in: [...alerts] } }),
  ...(isCurrent && { isCurrent: true }),
  ...(keys && { key: { $in: [...keys] } }),
});

function toDocument({ id, ...incident }: AlertIncident) {
  const { status, endedDateTime } = incident;
  return {
    _id: id as string,
    ...incident,
    isCurrent: status === 'resolved' ? undefined : true,
    expiresAt: endedDateTime === undefined ? undefined : new Date(endedDateTime + remembered),
  };
}

function fromDocument({ _id, isCurrent: _s, expiresAt: _e, ...incident }: Row): AlertIncident {
  return { id: _id, ...incident } as unknown as AlertIncident;
}
