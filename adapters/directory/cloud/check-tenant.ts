import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { CloudClient } from './cloud-client.js';
import { CloudError, type CloudErrorFacts } from './cloud-error.js';
import type { CloudHosts } from './cloud-hosts.js';
import { type FeatureState, featureStates } from './needed-permissions.js';
import { pages } from './pages.js';
import { certificateExpiry } from './sign-in/certificate-assertion.js';
import type { CloudApplication } from './sign-in/credential.js';
import type { TokenCache } from './sign-in/token-cache.js';

/** Why something of the tenant cannot be used: codes and ids only. */
export type CheckFault = Pick<CloudErrorFacts, 'status' | 'reason' | 'requestId' | 'clientRequestId'> & {
  message: string;
};

export type TenantCheck = {
  /** When the certificate that Latchkey signs in with expires, in milliseconds since 1970. */
  certificateExpires?: number | undefined;
  /** Keeps Latchkey from signing in: nothing else was looked at then. */
  signIn?: CheckFault | undefined;
  /** The tenant's name, where the application may read it. */
  name?: string | undefined;
  graph?: CheckFault | undefined;
  features: readonly FeatureState[];
  azure?: CheckFault | undefined;
  /** The names of the subscriptions that the application sees. */
  subscriptions: readonly string[];
};

export type TenantCheckParts = {
  application: CloudApplication;
  hosts: CloudHosts;
  tokens: TokenCache;
  client: CloudClient;
};

const Claims = z.object({ roles: z.array(z.string()).default([]) });
const Organizations = z.object({ value: z.array(z.object({ displayName: z.string().nullish() })) });
const Subscription = z.object({ displayName: z.string() });
const apiVersion = 'api-version=2022-12-01';

/**
 * Looks whether the application can sign in, whether Graph and Azure answer, and which permissions it lacks. Changes
 * nothing. What fails is part of the answer; it throws bugs only.
 */
export async function checkTenant({ application, hosts, tokens, client }: TenantCheckParts): Promise<TenantCheck> {
  const { credential } = application;
  const expires = credential.kind === 'certificate' ? await attempt(certificateExpiry(credential.file)) : {};
  const signedIn = await attempt(tokens.token(hosts.graph));
  const certificateExpires = expires.value;
  if (signedIn.value === undefined)
    return { certificateExpires, signIn: signedIn.fault, features: [], subscriptions: [] };
  const [organization, subscriptions] = await Promise.all([
    attempt(client.call({ api: 'graph', path: '/v1.0/organization?$select=id,displayName', priority: 'person' })),
    attempt(subscriptionNames(client, hosts)),
  ]);
  return {
    certificateExpires,
    name: Organizations.safeParse(organization.value).data?.value[0]?.displayName ?? undefined,
    graph: unlessForbidden(organization.fault),
    features: featureStates(Claims.parse(decodeJwt(signedIn.value)).roles),
    azure: unlessForbidden(subscriptions.fault),
    subscriptions: subscriptions.value ?? [],
  };
}

async function subscriptionNames(client: CloudClient, hosts: CloudHosts): Promise<string[]> {
  const found: string[] = [];
  const call = { api: 'arm', path: `/subscriptions?${apiVersion}`, priority: 'person' } as const;
  for await (const page of pages(client, hosts, call))
    found.push(...page.flatMap((each) => Subscription.safeParse(each).data?.displayName ?? []));
  return found;
}

/** A 403 is an answer too: what it refuses is told by the permissions. */
const unlessForbidden = (fault: CheckFault | undefined) => (fault?.status === 403 ? undefined : fault);

async function attempt<T>(work: Promise<T>): Promise<{ value?: T; fault?: CheckFault }> {
  try {
    return { value: await work };
  } catch (fault) {
    if (!(fault instanceof CloudError)) throw fault;
    const { message, status, reason, requestId, clientRequestId } = fault;
    return { fault: { message, status, reason, requestId, clientRequestId } };
  }
}
