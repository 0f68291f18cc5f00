const MAIL_ADDRESS = /^[^\s@<>(),;:"\p{Cc}]+@[^\s@<>(),;:".\p{Cc}]+(?:\.[^\s@<>(),;:".\p{Cc}]+)+$/u;

/** True for a plain address such as `ada@contoso.example`: without a name, a comment or anything a header could read more into. */
export const isMailAddress = (text: string): boolean => text.length <= 254 && MAIL_ADDRESS.test(text);
