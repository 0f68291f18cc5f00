import { visibleText } from '../../domain/visible-text.js';

/** The fields of a form, as everybody may read them: a field in which nothing is to be seen is an empty one. */
export const visibleFields = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([id, value]) => [id, visibleText(value)]));
