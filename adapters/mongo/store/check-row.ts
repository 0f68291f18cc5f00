import type { Schema, SchemaType } from 'mongoose';

type Check = (value: unknown, name: string) => void;

/** What a schema's fields say of themselves beyond the published types. */
type Field = SchemaType & { isRequired?: boolean; defaultValue?: unknown; embeddedSchemaType?: SchemaType };

/**
 * Makes the check of rows against a schema: throws a TypeError naming the field that nobody has declared, that is of
 * another type, or that is missing where it has to be there. Nothing is cast and nothing filled in, for what comes from
 * the domain is typed already.
 */
export function rowCheck(schema: Schema): Check {
  const fields = Object.entries(schema.paths as Record<string, Field>);
  const checks = new Map(fields.map(([name, field]) => [name, checkOf(field)]));
  const needed = fields
    .filter(([, { isRequired, defaultValue }]) => isRequired || defaultValue !== undefined)
    .map(([name, { isRequired }]) => ({ name, mayBeEmpty: !isRequired }));
  return (row, at) => {
    if (!isObject(row)) throw refusal(at, 'is not an object');
    for (const name of Object.keys(row)) {
      if (row[name] !== undefined) (checks.get(name) ?? undeclared)(row[name], name);
    }
    const missing = needed.find(({ name, mayBeEmpty }) => isMissing(row[name], mayBeEmpty));
    if (missing) throw refusal(missing.name, 'is missing');
  };
}

const isMissing = (value: unknown, mayBeEmpty: boolean): boolean =>
  value === undefined || (value === '' && !mayBeEmpty);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const undeclared: Check = (_value, name) => {
  throw refusal(name, 'is not declared');
};

const refusal = (name: string, what: string) => new TypeError(`a row is refused: its field ${name} ${what}`);

function checkOf(field: Field): Check {
  if (field.instance === 'Array') return listOf(field.schema ? rowCheck(field.schema) : checkOf(elementOf(field)));
  if (field.schema) return rowCheck(field.schema);
  const leaf = leaves[field.instance];
  if (!leaf) throw new Error(`no row can be checked against a ${field.instance}`);
  return leaf;
}

function elementOf({ path, embeddedSchemaType }: Field): Field {
  if (!embeddedSchemaType) throw new Error(`the list ${path} does not say what it holds`);
  return embeddedSchemaType;
}

const listOf =
  (each: Check): Check =>
  (value, name) => {
    if (!Array.isArray(value)) throw refusal(name, 'is not a list');
    for (const one of value) each(one, name);
  };

const leaves: Readonly<Record<string, Check>> = {
  String(value, name) {
    if (typeof value !== 'string') throw refusal(name, 'is not a string');
  },
  Number(value, name) {
    if (typeof value !== 'number' || Number.isNaN(value)) throw refusal(name, 'is not a number');
  },
  Boolean(value, name) {
    if (typeof value !== 'boolean') throw refusal(name, 'is not a boolean');
  },
  Date(value, name) {
    if (!(value instanceof Date)) throw refusal(name, 'is not a date');
  },
  Mixed: () => undefined,
};
