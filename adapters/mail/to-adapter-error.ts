import type { NodemailerError } from 'nodemailer';
import { AdapterError, type AdapterErrorCode } from '../../domain/ports/system.js';

/** What a mail server's reply means. Source: RFC 5321, 4.2, and RFC 4954, 6, for what concerns authentication. */
function fromReply(code: number): AdapterErrorCode {
  if (code === 530 || code === 534 || code === 535 || code === 538) return 'unauthorised';
  // Too many at once, or too much from this sender within a time: both end by themselves.
  if (code === 421 || code === 450 || code === 451 || code === 452) return 'rate-limited';
  // 503 speaks of the session, not of the mail: it may go through in another one.
  return code >= 500 && code !== 503 ? 'rejected' : 'unavailable';
}

const CODES: Readonly<Record<string, AdapterErrorCode>> = {
  ETIMEDOUT: 'timeout',
  EAUTH: 'unauthorised',
  ENOAUTH: 'unauthorised',
  EMESSAGE: 'rejected',
  EENVELOPE: 'rejected',
};

/** What a failed sending means to the rest of the house: from the server's reply or the client's code, never a message. */
export function toAdapterError(cause: unknown): AdapterError {
  const { code, responseCode } = (cause ?? {}) as NodemailerError;
  // What a server refuses permanently before there is a mail, the next one, or better settings, may fix.
  const isAboutMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (responseCode && (isAboutMail || responseCode < 500)) {
    return new AdapterError(fromReply(responseCode), `The mail server answered ${responseCode}`, { cause });
  }
  const known = code === undefined ? undefined : CODES[code];
  return new AdapterError(known ?? 'unavailable', `The mail server could not be used: ${code ?? 'no code'}`, { cause });
}

/** True where the server has refused the one address a mail was for, and would again. */
export function isRefusedAddress(fault: unknown): boolean {
  const { command, permanent, responseCode } = (fault ?? {}) as NodemailerError;
  return command === 'RCPT TO' && (permanent ?? (responseCode ?? 0) >= 500);
}
