import { describe, expect, it } from 'vitest';
import { banner } from '../../bot/compose/banner.js';
import { readConfig } from '../../bot/config/config.js';

const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'shhh', SLACK_MATCH_BY_MAIL: 'true' };
const signIn = {
  OIDC_ISSUER: 'https://id.contoso.example',
  OIDC_CLIENT_ID: 'latchkey',
  OIDC_CLIENT_SECRET: 'shhh',
  SESSION_SECRET: 'a secret that signs cookies in tests and is long',
};
const database = {
  directory: { searchPrincipals: async () => [{}] },
  mark: { read: async () => undefined },
} as unknown as Parameters<typeof banner>[2];
const shown = (settings: Record<string, string>) => banner(readConfig(settings), 'http://localhost:3978', database);

describe('When Latchkey starts', () => {
  it('then nothing is said of proofs where administrators can give them', async () => {
    expect(await shown({ ...slack, ...signIn })).toBe('Latchkey is ready: listening on http://localhost:3978');
    expect(await shown({})).not.toContain('proof');
  });

  it('then it says where nobody can sign in that what needs a proof is refused, and what to set', async () => {
    const text = await shown(slack);
    expect(text).toContain('changes that need one are refused');
    expect(text).toContain('ADMINISTRATION_WITHOUT_PROOF=true');
  });

  it('then it says that the operator has switched proofs off, in the demo too', async () => {
    const off = { ADMINISTRATION_WITHOUT_PROOF: 'true' };
    for (const settings of [off, slack, signIn]) {
      expect(await shown({ ...settings, ...off })).toContain('Administration needs no proof here');
    }
  });
});
