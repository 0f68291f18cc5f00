import { type Connection, type Model, type mongo, Schema, type SchemaDefinition } from 'mongoose';
import { required } from './schema-parts.js';

const whole = (collection: string, definition: SchemaDefinition) =>
  new Schema(
    { _id: { type: String, required: true }, ...definition },
    { collection, strict: 'throw', strictQuery: 'throw', versionKey: false, autoIndex: false, autoCreate: false },
  );
/** Gone soon after this moment, by the database itself. */
const forgotten = { expiresAt: required(Date) };

const sessionSchema = whole('signInSessions', {
  principalId: required(String),
  signedInAt: required(Number),
  lastSeenAt: required(Number),
  device: { type: String, default: '' },
  ...forgotten,
});

const linkOfferSchema = whole('linkOffers', {
  surface: required(String),
  externalId: required(String),
  accountName: required(String),
  accountMail: String,
  validUntil: required(Number),
  ...forgotten,
});

const secretSchema = whole('storedSecrets', { value: required(String) });

const forget = { key: { expiresAt: 1 }, name: 'forgotten', expireAfterSeconds: 0 } as const;

/** The collections of the libraries that keep browser sessions and count against limits. */
export const browserSessions = 'browserSessions';
export const rateLimitCounts = 'rateLimitCounts';

/** Every index the queries about sign-ins stand on, by collection. For the migration step. */
export const webIndexes: Readonly<Record<string, readonly mongo.IndexDescription[]>> = {
  signInSessions: [{ key: { principalId: 1, lastSeenAt: -1 }, name: 'of-principal' }, forget],
  linkOffers: [{ key: { surface: 1, externalId: 1 }, name: 'of-account' }, forget],
  storedSecrets: [],
  [browserSessions]: [{ key: { expires: 1 }, name: 'forgotten', expireAfterSeconds: 0 }],
  [rateLimitCounts]: [
    { key: { key: 1 }, name: 'counted', unique: true },
    { key: { expire: 1 }, name: 'forgotten', expireAfterSeconds: 0 },
  ],
};

export type WebRow = { _id: string; [field: string]: unknown };

/** The models of one connection that concern sign-ins, made once for it. */
export function webModelsOf(connection: Connection) {
  const model = (name: string, schema: Schema) =>
    (connection.models[name] ?? connection.model(name, schema)) as Model<WebRow>;
  return {
    sessions: model('SignInSession', sessionSchema),
    linkOffers: model('LinkOffer', linkOfferSchema),
    secrets: model('StoredSecret', secretSchema),
  };
}
