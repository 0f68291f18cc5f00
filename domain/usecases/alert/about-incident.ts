import type { AlertIncident } from '../../alert/incident.js';

/** What the audit log says of every incident: whose it is, or else no person's, and of which role. */
export const aboutIncident = ({ id, alert, key, principalId, role, facts }: AlertIncident) => ({
  subject: principalId,
  role,
  after: { alert, incident: id, key, ...facts },
});
