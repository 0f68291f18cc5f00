/** Template ids of the directory roles that rules name. Source: Microsoft Entra built-in roles. */
export const wellKnownRole = {
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  privilegedRoleAdministrator: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
} as const;
