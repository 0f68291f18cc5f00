import { hash } from 'node:crypto';
import type { Hash } from '../../domain/audit/chain.js';

/** SHA-256 of a text, in hexadecimal digits. */
export const sha256: Hash = (text) => hash('sha256', text, 'hex');
