import type { CloudResource } from '../cloud-resource.js';

/** The tenant itself. */
export const organization = (id: string, displayName: string): CloudResource => ({
  method: 'GET',
  path: /^\/v1\.0\/organization$/,
  permissions: ['Organization.Read.All', 'Directory.Read.All', 'User.Read.All'],
  answer: () => ({ status: 200, body: { value: [{ id, displayName }] } }),
});
