import { expect, it } from 'vitest';
import { readConfig } from '../../../bot/config/config.js';
import { faultsOf } from '../../support/config-faults.js';

const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'shhh', SLACK_MATCH_BY_MAIL: 'true' };
const mail = { SMTP_HOST: 'smtp.contoso.example', MAIL_FROM: 'Latchkey <latchkey@contoso.example>' };

it('When nothing is said of mail, then none is sent', () => {
  expect(readConfig(slack).mail).toBeUndefined();
});

it.each<[string, Record<string, string>, object]>([
  ['a host and a sender', {}, { port: 587, security: 'starttls', from: { name: 'Latchkey' } }],
  ['TLS from the first byte', { SMTP_SECURITY: 'tls' }, { port: 465, security: 'tls' }],
  ['a port of its own', { SMTP_PORT: '2525' }, { port: 2525 }],
  ['an account', { SMTP_USER: 'mail', SMTP_PASSWORD: 'shhh' }, { credentials: { user: 'mail', password: 'shhh' } }],
  [
    'a bare sender',
    { MAIL_FROM: 'pim@contoso.example' },
    { from: { name: 'Latchkey', address: 'pim@contoso.example' } },
  ],
  [
    'a named sender',
    { MAIL_FROM: '"The desk" <pim@contoso.example>' },
    { from: { name: 'The desk', address: 'pim@contoso.example' } },
  ],
  ['the clear on this machine', { SMTP_HOST: '127.0.0.1', SMTP_SECURITY: 'none' }, { security: 'none' }],
])('When mail has %s, then that is how it goes', (_what, over, expected) => {
  expect(readConfig({ ...slack, ...mail, ...over }).mail).toMatchObject(expected);
});

it.each<[string, Record<string, string>, string]>([
  ['no host', { ...mail, SMTP_HOST: '' }, 'SMTP_HOST'],
  ['no sender', { ...mail, MAIL_FROM: '' }, 'MAIL_FROM'],
  ['a sender that is none', { ...mail, MAIL_FROM: 'Latchkey' }, 'MAIL_FROM'],
  ['a sender with a second line', { ...mail, MAIL_FROM: 'a\r\nBcc: b <a@b.example>' }, 'MAIL_FROM'],
  ['a user alone', { ...mail, SMTP_USER: 'mail' }, 'SMTP_PASSWORD'],
  ['a password alone', { ...mail, SMTP_PASSWORD: 'shhh' }, 'SMTP_USER'],
  ['the clear on the way to another machine', { ...mail, SMTP_SECURITY: 'none' }, 'SMTP_SECURITY'],
  [
    'a password in the clear',
    { ...mail, SMTP_HOST: 'localhost', SMTP_SECURITY: 'none', SMTP_USER: 'mail', SMTP_PASSWORD: 'shhh' },
    'SMTP_PASSWORD',
  ],
])('When mail has %s, then it does not start, and says what to mend', (_what, environment, setting) => {
  expect(faultsOf({ ...slack, ...environment })).toEqual([expect.stringContaining(setting)]);
});

it('When the demo is to send mail to another machine, then it does not start', () => {
  expect(faultsOf(mail)).toEqual([expect.stringContaining('SMTP_HOST')]);
  expect(faultsOf({ ...mail, SMTP_HOST: 'localhost' })).toEqual([]);
});
