/** How Latchkey proves to the cloud that it is the registered application. */
export type CloudCredential =
  | { kind: 'secret'; secret: string }
  /** A PEM file with the certificate and its RSA private key. */
  | { kind: 'certificate'; file: string }
  /** A file in which the platform keeps a fresh token, such as a Kubernetes service account's. */
  | { kind: 'federated'; file: string }
  /** The identity of the machine. `service` is what App Service and Container Apps name to their programs. */
  | { kind: 'managed-identity'; service?: { endpoint: string; header: string } | undefined };

/** The application in its tenant. Without `clientId` a managed identity is the machine's own. */
export type CloudApplication = { tenantId: string; clientId?: string | undefined; credential: CloudCredential };
