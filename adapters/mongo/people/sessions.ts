import type { Connection } from 'mongoose';
import type { PrincipalId } from '../../../domain/ids.js';
import type { SessionLimits, Sessions, SignInSession } from '../../../domain/ports/sessions.js';
import { days, type Instant } from '../../../domain/time.js';
import { type WebRow, webModelsOf } from '../schemas/web-schemas.js';

/** A session that is over is forgotten this long after its beginning; no limit may be set higher. */
export const longestSession = days(7);

/** Of one person: where there are more, those not used for longest end. */
const mostSessions = 50;

/** The sign-ins that stand, kept in the database. Only `open` inserts, so nothing that ended comes back. */
export function mongoSessions(connection: Connection): Sessions {
  const { sessions } = webModelsOf(connection);
  const lasting = (now: Instant, { idle, absolute }: SessionLimits) => ({
    signedInAt: { $gt: now - absolute },
    lastSeenAt: { $gt: now - idle },
  });
  return {
    async open({ id, ...session }) {
      await sessions.create({ _id: id, ...session, expiresAt: new Date(session.signedInAt + longestSession) });
      const { principalId } = session;
      const old = await sessions
        .find({ principalId }, { _id: 1 })
        .sort({ lastSeenAt: -1 })
        .skip(mostSessions)
        .limit(100);
      if (old.length > 0) await sessions.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
    },
    async find(id, now, limits) {
      const found = await sessions.findOne({ _id: id, ...lasting(now, limits) }).lean();
      return found ? toSession(found) : undefined;
    },
    async seen(id, now) {
      await sessions.updateOne({ _id: id }, { $max: { lastSeenAt: now } });
    },
    async listOf(principalId, now, limits) {
      const found = await sessions
        .find({ principalId, ...lasting(now, limits) })
        .sort({ lastSeenAt: -1 })
        .limit(100)
        .lean();
      return found.map(toSession);
    },
    async end(id, principalId) {
      return (await sessions.deleteOne({ _id: id, principalId })).deletedCount > 0;
    },
    async endAllOf(principalId, except) {
      const others = except === undefined ? {} : { _id: { $ne: except } };
      return (await sessions.deleteMany({ principalId, ...others })).deletedCount;
    },
  };
}

const toSession = ({ _id, principalId, signedInAt, lastSeenAt, device }: WebRow): SignInSession => ({
  id: _id,
  principalId: principalId as PrincipalId,
  signedInAt: signedInAt as Instant,
  lastSeenAt: lastSeenAt as Instant,
  device: String(device),
});
