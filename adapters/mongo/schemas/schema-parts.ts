import { Schema, type SchemaDefinition } from 'mongoose';

/** Strict everywhere: a field nobody has declared throws, on the way in and in a query. */
const strict = { strict: 'throw', strictQuery: 'throw', _id: false, minimize: false, autoIndex: false } as const;
/** A part of a document. */
export const part = (definition: SchemaDefinition) => new Schema(definition, strict);
/** A document of this collection. */
export const whole = (collection: string, definition: SchemaDefinition) =>
  new Schema(
    { _id: { type: String, required: true }, ...definition },
    { ...strict, collection, versionKey: false, autoCreate: false },
  );
/** A field that is always there. */
export const required = <T>(type: T) => ({ type, required: true as const });
/** Free text: present even when empty, which `required` would refuse. */
export const text = { type: String, default: '' };

/** A role at its exact scope. */
export const role = part({
  kind: required(String),
  roleDefinitionId: String,
  directoryScopeId: String,
  groupId: String,
  accessId: String,
});
