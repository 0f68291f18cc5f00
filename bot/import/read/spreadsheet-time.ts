/**
 * A time as Microsoft's lists write it in a column that says UTC (`2027-01-31 18:00:00`, `2027-01-31T18:00:00.1234567`),
 * as an organisation file writes it. Anything else, such as `1/2/2027`, which has two meanings, stays as it is.
 */
export const utcMoment = (text: string): string =>
  /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?$/.test(text) ? `${text.replace(' ', 'T')}Z` : text;
