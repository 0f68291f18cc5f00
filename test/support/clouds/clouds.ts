import type { CloudHosts } from '../../../adapters/directory/cloud/cloud-hosts.js';
import type { Clock } from '../../../domain/ports/system.js';
import { type StandInSubscription, subscriptions } from './arm/subscriptions.js';
import { type CloudReply, type CloudRequest, type CloudResource, refusal } from './cloud-resource.js';
import { organization } from './graph/organization.js';
import { type StandInUser, users } from './graph/users.js';
import { type IssuedTokens, issuedTokens } from './issued-tokens.js';
import { type Knobs, knobs } from './knobs.js';
import { metadataService } from './metadata-service.js';
import { standInServer } from './stand-in-server.js';
import { type RegisteredApplication, tokenEndpoint } from './token-endpoint.js';

export type Clouds = {
  hosts: CloudHosts;
  application: RegisteredApplication;
  /** The application permissions that administrators consented to: what the next tokens carry. */
  permissions: string[];
  people: StandInUser[];
  subscriptions: StandInSubscription[];
  tokens: IssuedTokens;
  knobs: Knobs;
  /** Every call of any host, in the order in which they came. */
  calls: CloudRequest[];
  close(): Promise<void>;
};

const tenantId = '10000000-0000-4000-8000-000000000001';
const clientId = '20000000-0000-4000-8000-000000000002';

/**
 * Starts a stand-in of Microsoft's cloud on loopback: sign-in, Graph, Resource Manager and a machine's metadata service,
 * each a server of its own, with one tenant. `clock` says what time it is there.
 */
export async function startClouds(clock: Clock): Promise<Clouds> {
  const state = knobs();
  const calls: CloudRequest[] = [];
  const permissions = ['User.Read.All'];
  const people: StandInUser[] = [];
  const visible: StandInSubscription[] = [];
  const application: RegisteredApplication = {
    tenantId,
    clientId,
    secret: 'hunter2~the-client-secret',
    federated: 'the-platform-token',
  };
  const tokens = issuedTokens(clock, tenantId, () => [...permissions]);
  const sign = tokenEndpoint(application, tokens, clock, () => login.origin);
  const login = await standInServer(state, calls, sign);
  const graph = await standInServer(state, calls, (request) =>
    answerOf([organization(tenantId, 'Contoso'), users(people)], tokens, graph.origin, request),
  );
  const arm = await standInServer(state, calls, (request) =>
    answerOf([subscriptions(visible)], tokens, arm.origin, request),
  );
  const metadata = await standInServer(state, calls, metadataService(tokens, clock.now));
  const servers = [login, graph, arm, metadata];
  return {
    hosts: { login: login.origin, graph: graph.origin, arm: arm.origin, metadata: metadata.origin },
    application,
    permissions,
    people,
    subscriptions: visible,
    tokens,
    knobs: state,
    calls,
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}

async function answerOf(
  resources: readonly CloudResource[],
  tokens: IssuedTokens,
  audience: string,
  request: CloudRequest,
): Promise<CloudReply> {
  const bearer = `${request.headers.authorization ?? ''}`.replace(/^Bearer /, '');
  const roles = await tokens.rolesIn(bearer, audience);
  if (!roles) return refusal(401, 'InvalidAuthenticationToken');
  const resource = resources.find(({ method, path }) => method === request.method && path.test(request.url.pathname));
  if (!resource) return refusal(404, 'ResourceNotFound');
  const isAllowed = resource.permissions?.some((permission) => roles.includes(permission)) ?? true;
  return isAllowed ? resource.answer(request) : refusal(403, 'Authorization_RequestDenied');
}
