import { existsSync } from 'node:fs';
import { type Config, readConfig } from './config.js';

/**
 * Reads the settings from `.env`, where there is one, and the environment, which comes first; and the PATH. The one
 * place that sees the environment. Throws InvalidConfig, which names every fault at once.
 */
export function readEnvironment(): { config: Config; path: string } {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return { config: readConfig(process.env), path: process.env.PATH ?? '' };
}

/** The environment for a program started from here, with these variables besides. */
export const environmentWith = (more: Record<string, string>) => ({ ...process.env, ...more });
