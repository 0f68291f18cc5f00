const YES = /^(?:true|yes|y|1)$/i;
const NO = /^(?:false|no|n|0)$/i;

/** Yes or no as people and spreadsheets write it. What is neither stays as it is, and is reported for not being one. */
export const flagOf = (text: string): boolean | string => (YES.test(text) ? true : NO.test(text) ? false : text);
