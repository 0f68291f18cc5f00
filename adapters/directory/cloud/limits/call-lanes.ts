import type { CloudTimer } from '../cloud-timer.js';
import { type CallBudget, callBudget, type Limits } from './call-budget.js';

/** Calls that Microsoft counts together. */
export type LaneName = 'graph' | 'pim' | 'reports' | 'arm-reads' | 'arm-writes' | 'resource-graph';

/**
 * Below Microsoft's published limits, because others share them: Graph's bucket is per application and tenant, ARM's per
 * subscription and principal. None are published for PIM; clients of it report throttling above a few writes a second.
 */
const limits: Readonly<Record<LaneName, Limits>> = {
  graph: { perSecond: 50, burst: 100, parallel: 8 },
  pim: { perSecond: 5, burst: 5, parallel: 4 },
  reports: { perSecond: 0.4, burst: 4, parallel: 2 },
  'arm-reads': { perSecond: 20, burst: 100, parallel: 8 },
  'arm-writes': { perSecond: 5, burst: 20, parallel: 4 },
  'resource-graph': { perSecond: 2, burst: 5, parallel: 2 },
};

/** Returns the lane that a call belongs to, by what Microsoft counts it under. `path` begins with a slash. */
export function laneOf(api: 'graph' | 'arm', method: string, path: string): LaneName {
  const at = path.toLowerCase();
  if (api === 'arm') {
    if (at.startsWith('/providers/microsoft.resourcegraph/')) return 'resource-graph';
    return method === 'GET' ? 'arm-reads' : 'arm-writes';
  }
  if (/^\/[^/]+\/(rolemanagement|identitygovernance|policies\/rolemanagement)/.test(at)) return 'pim';
  return /^\/[^/]+\/auditlogs\//.test(at) ? 'reports' : 'graph';
}

/** One budget for each lane, shared by everything that calls the cloud from this process. */
export type CallLanes = Readonly<Record<LaneName, CallBudget>>;

/** Opens the budgets. */
export function callLanes(timer: CloudTimer): CallLanes {
  const budget = (name: LaneName) => callBudget(limits[name], timer);
  return {
    graph: budget('graph'),
    pim: budget('pim'),
    reports: budget('reports'),
    'arm-reads': budget('arm-reads'),
    'arm-writes': budget('arm-writes'),
    'resource-graph': budget('resource-graph'),
  };
}
