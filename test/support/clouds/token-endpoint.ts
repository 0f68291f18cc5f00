import { createHash, X509Certificate } from 'node:crypto';
import { jwtVerify } from 'jose';
import type { Clock } from '../../../domain/ports/system.js';
import type { CloudReply, CloudRequest } from './cloud-resource.js';
import type { IssuedTokens } from './issued-tokens.js';

export type RegisteredApplication = {
  tenantId: string;
  clientId: string;
  secret: string;
  /** The certificate that was uploaded, PEM. */
  certificate?: string | undefined;
  /** The one token of the platform that its federated credential matches. */
  federated: string;
};

/**
 * Answers `POST /{tenant}/oauth2/v2.0/token` for client credentials: looks at the secret, at the signature, audience,
 * times and single use of an assertion, or at the platform's token.
 */
export function tokenEndpoint(
  application: RegisteredApplication,
  tokens: IssuedTokens,
  clock: Clock,
  origin: () => string,
) {
  const used = new Set<string>();
  const path = `/${application.tenantId}/oauth2/v2.0/token`;

  const faultOf = async (form: URLSearchParams): Promise<number | undefined> => {
    if (form.get('grant_type') !== 'client_credentials') return 70003;
    if (form.get('client_id') !== application.clientId) return 700016;
    const assertion = form.get('client_assertion');
    if (assertion === null) return form.get('client_secret') === application.secret ? undefined : 7000215;
    return assertionFault(assertion, form.get('client_assertion_type'));
  };
  const assertionFault = async (assertion: string, type: string | null): Promise<number | undefined> => {
    if (type !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer') return 70003;
    if (assertion.split('.').length === 3) return signatureFault(assertion);
    return assertion === application.federated ? undefined : 700213;
  };
  const signatureFault = async (assertion: string): Promise<number | undefined> => {
    if (!application.certificate) return 700027;
    const certificate = new X509Certificate(application.certificate);
    const rules = {
      algorithms: ['PS256'],
      audience: `${origin()}${path}`,
      issuer: application.clientId,
      subject: application.clientId,
      requiredClaims: ['jti', 'nbf', 'exp'],
      currentDate: new Date(clock.now()),
    };
    const verified = await jwtVerify(assertion, certificate.publicKey, rules).catch(() => undefined);
    const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
    if (verified?.protectedHeader['x5t#S256'] !== thumbprint) return 700027;
    const { jti = '', exp = 0 } = verified.payload;
    if (exp > clock.now() / 1000 + 600 || used.has(jti)) return 700024;
    used.add(jti);
    return undefined;
  };

  return async ({ method, url, body }: CloudRequest): Promise<CloudReply> => {
    if (url.pathname !== path) return refused(90002);
    if (method !== 'POST') return { status: 405 };
    const form = new URLSearchParams(body);
    const fault = await faultOf(form);
    if (fault !== undefined) return refused(fault);
    const audience = (form.get('scope') ?? '').replace(/\/\.default$/, '');
    const token = await tokens.issue(audience);
    return { status: 200, body: { token_type: 'Bearer', expires_in: tokens.lifetime, access_token: token } };
  };
}

const refused = (number: number): CloudReply => ({
  status: number === 7000215 ? 401 : 400,
  body: {
    error: 'invalid_client',
    error_description: `AADSTS${number}: A sentence that nothing should depend on.`,
    error_codes: [number],
  },
});
