import { InvalidConfig, readConfig } from '../../bot/config/config.js';

/** What is said of settings that cannot be; nothing of good ones. */
export function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (fault) {
    if (fault instanceof InvalidConfig) return fault.faults;
    throw fault;
  }
}
