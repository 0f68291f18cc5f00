import { isMeantForDemo } from '../config/chat-variables.js';
import { type Config, InvalidConfig, readConfig } from '../config/config.js';
import { fileFaults, readDotEnv } from '../config/variable-files.js';
import type { OwnOrganisation } from '../demo/begin-demo.js';
import { type FindFaults, readOwnOrganisation } from '../demo/own-organisation.js';

export type StartSettings = { config: Config; path: string; organisation?: OwnOrganisation | undefined };

/**
 * Reads the settings from `.env`, where there is one, and the environment, which comes first; the PATH; and the
 * organisation file that a demo is to begin with, where one is named. The one place that sees the environment. Throws
 * InvalidConfig, which names every fault of settings and files at once.
 */
export function readEnvironment(organisation?: { fileName: string; faultsOf: FindFaults }): StartSettings {
  const faults = loadDotEnv();
  const config = gathered(faults, () => readConfig(process.env));
  faults.push(...fileFaults(process.env));
  const own = organisation && readOwnOrganisation(organisation.fileName, organisation.faultsOf);
  if (own && !isMeantForDemo(process.env)) faults.push(besideRealSettings);
  if (own?.ok === false) faults.push(...own.refusal);
  if (!config || faults.length > 0) throw new InvalidConfig(faults);
  return { config, path: process.env.PATH ?? '', organisation: own?.ok ? own.value : undefined };
}

/** Reads the name of the data folder alone: a reset works whatever else is wrong. */
export function readDataFolder(): string {
  loadDotEnv();
  return process.env.DATA_FOLDER?.trim() || '.data';
}

/** The environment for a program started from here, with these variables besides. */
export const environmentWith = (more: Record<string, string>) => ({ ...process.env, ...more });

/** Sets what `.env` sets and the environment does not. Returns what keeps it from being read. */
function loadDotEnv(): string[] {
  const read = readDotEnv('.env');
  if ('fault' in read) return [read.fault];
  for (const [name, value] of Object.entries(read.variables)) process.env[name] ??= value;
  return [];
}

/** What `read` returns; undefined if it throws InvalidConfig, whose faults are added. */
function gathered<T>(faults: string[], read: () => T): T | undefined {
  try {
    return read();
  } catch (fault) {
    if (!(fault instanceof InvalidConfig)) throw fault;
    faults.push(...fault.faults);
    return undefined;
  }
}

const besideRealSettings =
  '--organisation: makes a demo, where anybody can be anybody, and your settings are real. ' +
  'Remove the Slack, Teams and sign-in settings, or fill the real directory with npm run import -- <file>.';
