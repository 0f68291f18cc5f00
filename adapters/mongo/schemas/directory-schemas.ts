import { type Connection, type Model, type mongo, Schema, type SchemaDefinition } from 'mongoose';
import { required } from './schema-parts.js';

const whole = (collection: string, definition: SchemaDefinition) =>
  new Schema(
    { _id: { type: String, required: true }, ...definition },
    {
      collection,
      strict: 'throw',
      strictQuery: 'throw',
      versionKey: false,
      minimize: false,
      autoIndex: false,
      autoCreate: false,
    },
  );
/** Only groups and users have these: an empty list on everybody else would fill the index with nothing. */
const ids = { type: [String], default: undefined };

const principalSchema = whole('directoryPrincipals', {
  type: required(String),
  displayName: required(String),
  userPrincipalName: String,
  mail: String,
  accountEnabled: Boolean,
  userType: String,
  timeZone: String,
  jobTitle: String,
  managerId: String,
  lastSignInDateTime: Number,
  description: String,
  isAssignableToRole: Boolean,
  membershipType: String,
  onPremisesSyncEnabled: Boolean,
  servicePrincipalType: String,
  memberIds: ids,
  ownerIds: ids,
  // Derived, to be found by:
  addresses: ids,
  searchText: required(String),
  look: required(String),
});

const scopeSchema = whole('directoryScopes', {
  id: required(String),
  kind: required(String),
  type: required(String),
  displayName: required(String),
  parentId: String,
});

const grantSchema = whole('directoryGrants', {
  principalId: required(String),
  kind: required(String),
  roleDefinitionId: String,
  directoryScopeId: String,
  groupId: String,
  accessId: String,
  // When it ends: 0 once taken out, so that the fence outlives the grant; the largest number where it is permanent.
  until: required(Number),
  fence: required(Number),
});

const customRoleSchema = whole('directoryCustomRoles', {
  id: required(String),
  kind: required(String),
  displayName: required(String),
  description: String,
  isPrivileged: required(Boolean),
  permissions: required(Schema.Types.Mixed),
  assignableScope: required(String),
});

const guardSchema = whole('directoryGuards', { changes: required(Number) });

const ofGroups = { partialFilterExpression: { groupId: { $exists: true } } };
const ofOwners = { partialFilterExpression: { accessId: 'owner' } };

/** Every index the built-in directory's queries stand on, by collection. For the migration step. */
export const directoryIndexes: Readonly<Record<string, readonly mongo.IndexDescription[]>> = {
  directoryPrincipals: [
    { key: { addresses: 1 }, name: 'of-address', sparse: true },
    // A text in the middle of a name is looked for in the keys of this index, never in the documents.
    { key: { type: 1, searchText: 1 }, name: 'search' },
    { key: { look: 1 }, name: 'of-look' },
    { key: { memberIds: 1 }, name: 'of-member', sparse: true },
    { key: { ownerIds: 1 }, name: 'of-owner', sparse: true },
  ],
  directoryScopes: [],
  directoryCustomRoles: [],
  directoryGrants: [
    { key: { principalId: 1, accessId: 1, until: 1 }, name: 'groups-of', ...ofGroups },
    { key: { groupId: 1, accessId: 1, until: 1 }, name: 'holders-in', ...ofGroups },
    { key: { until: 1 }, name: 'in-force' },
    { key: { groupId: 1, until: -1, principalId: 1 }, name: 'owners-in', ...ofOwners },
    { key: { accessId: 1, until: 1 }, name: 'owners-past-end', ...ofOwners },
  ],
  directoryGuards: [],
};

export type DirectoryRow = { _id: string; [field: string]: unknown };

/** The built-in directory's models of one connection, made once for it. */
export function directoryModelsOf(connection: Connection) {
  const model = (name: string, schema: Schema) =>
    (connection.models[name] ?? connection.model(name, schema)) as Model<DirectoryRow>;
  return {
    principals: model('DirectoryPrincipal', principalSchema),
    scopes: model('DirectoryScope', scopeSchema),
    customRoles: model('DirectoryCustomRole', customRoleSchema),
    grants: model('DirectoryGrant', grantSchema),
    guards: model('DirectoryGuard', guardSchema),
  };
}

export type DirectoryModels = ReturnType<typeof directoryModelsOf>;
