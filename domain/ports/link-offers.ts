import type { Surface } from '../identity/surface.js';
import type { Instant } from '../time.js';

/** An account of a platform that wants to be linked to a person: proven by the platform, offered to whoever signs in. */
export type LinkOffer = {
  /** Of the token in the link; the token itself is kept nowhere. */
  tokenHash: string;
  surface: Surface;
  externalId: string;
  /** What the platform calls the account, for its owner to recognise it by. */
  accountName: string;
  /** The account's confirmed mail address, to warn whoever has another. Never decides who they are. */
  accountMail?: string | undefined;
  expiresAt: Instant;
};

/** Offers to link, each good for one use and for a short time. */
export type LinkOffers = {
  /** Keeps an offer; earlier ones of the same account are worth nothing from then on. */
  put(offer: LinkOffer): Promise<void>;
  /** The offer of this token that has not expired at `now`. */
  find(tokenHash: string, now: Instant): Promise<LinkOffer | undefined>;
  /** As `find`, and takes it: of two who take the same, one gets it. */
  take(tokenHash: string, now: Instant): Promise<LinkOffer | undefined>;
};

/** One-time tokens for links: what is sent is `token`, what is kept is `hash`. */
export type Tokens = {
  /** A new token of 32 random bytes, safe in a URL. */
  next(): string;
  /** The SHA-256 of a token, in hexadecimal. */
  hash(token: string): string;
};
