import type { Connection } from 'mongoose';
import type { LinkOffer, LinkOffers } from '../../../domain/ports/link-offers.js';
import { type WebRow, webModelsOf } from '../schemas/web-schemas.js';

/** Offers to link an account, kept in the database under the hash of their token. */
export function mongoLinkOffers(connection: Connection): LinkOffers {
  const { linkOffers } = webModelsOf(connection);
  return {
    async put({ tokenHash, expiresAt, ...offer }) {
      const { surface, externalId } = offer;
      await linkOffers.deleteMany({ surface, externalId });
      await linkOffers.create({ _id: tokenHash, ...offer, validUntil: expiresAt, expiresAt: new Date(expiresAt) });
    },
    async find(tokenHash, now) {
      return toOffer(await linkOffers.findOne({ _id: tokenHash, validUntil: { $gt: now } }).lean());
    },
    async take(tokenHash, now) {
      return toOffer(await linkOffers.findOneAndDelete({ _id: tokenHash, validUntil: { $gt: now } }).lean());
    },
  };
}

function toOffer(row: WebRow | null): LinkOffer | undefined {
  if (!row) return undefined;
  const { _id, surface, externalId, accountName, accountMail, validUntil } = row;
  return { tokenHash: _id, surface, externalId, accountName, accountMail, expiresAt: validUntil } as LinkOffer;
}
