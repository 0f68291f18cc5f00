import { part, required, whole } from './schema-parts.js';

/** How somebody wants to be told, under the id of the person. */
export const preferencesSchema = whole('notificationPreferences', {
  version: required(Number),
  channels: required(String),
  quietHours: part({ from: required(Number), until: required(Number) }),
  timeZone: String,
});

/** The zone that somebody's surface named last, under the id of the person. */
export const lastZoneSchema = whole('lastZones', { timeZone: required(String) });
