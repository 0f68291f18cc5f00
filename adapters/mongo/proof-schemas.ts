import { Schema, type SchemaDefinition } from 'mongoose';

const strict = { strict: 'throw', strictQuery: 'throw', _id: false, minimize: false, autoIndex: false } as const;
const part = (definition: SchemaDefinition) => new Schema(definition, strict);
const whole = (collection: string, definition: SchemaDefinition) =>
  new Schema(
    { _id: { type: String, required: true }, ...definition },
    { ...strict, collection, versionKey: false, autoCreate: false },
  );
const required = <T>(type: T) => ({ type, required: true as const });

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
  newCodeApp: part({ sealedSeed: required(String), expiresAt: required(Number) }),
  recoveryCodes: [String],
  challenges: [part({ value: required(String), purpose: required(String), expiresAt: required(Number) })],
  wrong: part({ since: required(Number), count: required(Number) }),
  resetAt: Number,
});

export const heldTurnSchema = whole('heldTurns', {
  tokenHash: required(String),
  // As text: a turn is opaque here, and its keys must never mean anything to the database.
  turn: required(String),
  intent: required(String),
  multiFactor: required(Boolean),
  authenticationContexts: [String],
  says: required(String),
  heldAt: required(Number),
  endsAt: required(Number),
  proof: part({ by: required(String), at: required(Number), authenticationContexts: [String] }),
  finishedAt: Number,
  said: String,
  expiresAt: required(Date),
});
