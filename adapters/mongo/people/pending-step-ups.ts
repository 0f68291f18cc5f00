import { createHash, createHmac } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { PendingStepUp, PendingStepUps } from '../../../bot/turns/pending-step-ups.js';
import type { Turn } from '../../../bot/turns/turn.js';
import type { CommandId } from '../../../domain/ids.js';
import type { Proof } from '../../../domain/proof/proofs.js';
import { days, instant } from '../../../domain/time.js';
import { modelsOf, type Row } from '../schemas/models.js';

/** Kept a while after it is over, so that whoever comes back to the link is told what came of it. */
const remembered = days(1);
/** Of one person, those that wait included. */
const mostRemembered = 50;

type Options = {
  /** What the links' tokens are made with. */
  key: string;
  /** The origin under which people reach Latchkey, without a slash at its end. */
  publicUrl(): string;
};

/**
 * Turns that wait for a proof, kept in the database. A link's token is made of the turn's id and the key, and its hash
 * alone is stored, so that whoever reads the database cannot make one.
 */
export function mongoPendingStepUps(connection: Connection, { key, publicUrl }: Options): PendingStepUps {
  const { stepUps } = modelsOf(connection);
  const tokenOf = (id: CommandId) => createHmac('sha256', key).update(`prove|${id}`).digest('base64url');
  const waitsEnough = async (principalId: string, now: number, most: number) => {
    const waiting = { principalId, endsAt: { $gt: now }, proof: { $exists: false } };
    return (await stepUps.countDocuments(waiting, { limit: most })) === most;
  };
  /** Of what is over or done, the latest alone are remembered: what waits is always among them. */
  const forgetOldest = async (principalId: string) => {
    const old = await stepUps.find({ principalId }, { _id: 1 }).sort({ askedAt: -1 }).skip(mostRemembered).limit(100);
    if (old.length > 0) await stepUps.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
  };
  return {
    async hold({ id, turn, intent, needs, says, askedAt, expiresAt }, most) {
      const isKept = (await stepUps.countDocuments({ _id: id })) > 0;
      if (isKept) return 'pending';
      if (await waitsEnough(turn.actor, askedAt, most)) return 'too-many';
      const kept = {
        principalId: turn.actor,
        tokenHash: hash(tokenOf(id)),
        turn: JSON.stringify(turn),
        intent,
        ...needs,
        says,
        askedAt,
        endsAt: expiresAt,
        expiresAt: new Date(expiresAt + remembered),
      };
      await stepUps.updateOne({ _id: id }, { $setOnInsert: kept }, { upsert: true });
      await forgetOldest(turn.actor);
      return 'pending';
    },
    async get(id) {
      return fromDocument(await stepUps.findOne({ _id: id }).lean());
    },
    async ofToken(token) {
      return fromDocument(await stepUps.findOne({ tokenHash: hash(token) }).lean());
    },
    async prove(id, proof, now) {
      const open = { _id: id, proof: { $exists: false }, endsAt: { $gt: now } };
      const { matchedCount } = await stepUps.updateOne(open, { $set: { proof } });
      return matchedCount === 1;
    },
    async finish(id, now, said) {
      await stepUps.updateOne({ _id: id }, { $set: { finishedAt: now, ...(said !== undefined && { said }) } });
    },
    linkOf: (id) => `${publicUrl()}/prove/${tokenOf(id)}`,
  };
}

const hash = (token: string) => createHash('sha256').update(token).digest('hex');

function fromDocument(row: Row | null): PendingStepUp | undefined {
  if (!row) return undefined;
  const { _id, turn, intent, multiFactor, authenticationContexts, says, askedAt, endsAt, proof, finishedAt, said } =
    row;
  return {
    id: _id as CommandId,
    turn: JSON.parse(String(turn)) as Turn,
    intent: String(intent),
    needs: { multiFactor: multiFactor === true, authenticationContexts: authenticationContexts as string[] },
    says: String(says),
    askedAt: instant(Number(askedAt)),
    expiresAt: instant(Number(endsAt)),
    ...(proof !== undefined && { proof: proof as Proof }),
    ...(finishedAt !== undefined && { finishedAt: instant(Number(finishedAt)) }),
    ...(said !== undefined && { said: String(said) }),
  };
}
