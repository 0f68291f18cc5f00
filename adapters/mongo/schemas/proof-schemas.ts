import { part, required, whole } from './schema-parts.js';

export const authenticatorsSchema = whole('authenticators', {
  version: required(Number),
  passkeys: [
    part({
      id: required(String),
      name: required(String),
      publicKey: required(String),
      counter: required(Number),
      transports: [String],
      addedAt: required(Number),
      usedAt: Number,
    }),
  ],
  codeApp: part({
    sealedSeed: required(String),
    addedAt: required(Number),
    lastStep: required(Number),
    usedAt: Number,
  }),
  newCodeApp: part({ sealedSeed: required(String), expiresAt: required(Number), sessionId: required(String) }),
  pass: part({ madeBy: required(String), expiresAt: required(Number), hash: String }),
  passedIn: part({ sessionId: required(String), until: required(Number) }),
  recoveryCodes: [String],
  challenges: [part({ value: required(String), purpose: required(String), expiresAt: required(Number) })],
  wrong: part({ since: required(Number), count: required(Number) }),
  resetAt: Number,
});

export const pendingStepUpSchema = whole('stepUps', {
  tokenHash: required(String),
  principalId: required(String),
  // As text: a turn is opaque here, and its keys must never mean anything to the database.
  turn: required(String),
  intent: required(String),
  multiFactor: required(Boolean),
  authenticationContexts: [String],
  says: required(String),
  askedAt: required(Number),
  endsAt: required(Number),
  proof: part({ by: required(String), at: required(Number), authenticationContexts: [String] }),
  finishedAt: Number,
  said: String,
  expiresAt: required(Date),
});
