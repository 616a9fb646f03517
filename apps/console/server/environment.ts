import "server-only";
import { type Environment, readEnvironment } from "@silhouette/core/environment";

/** The settings of an installation once `npm start`, or whoever starts the console alone, has completed them. */
export type ConsoleEnvironment = Environment & { readonly databaseUrl: string; readonly authSecret: string };

/**
 * Reads the settings and names every fault at once. The embedded Postgres and the generated secret belong to
 * `npm start`, which passes both on: a console that runs alone must be given them.
 */
export function readConsoleEnvironment(env: Readonly<Record<string, string | undefined>>): ConsoleEnvironment {
  const read = readEnvironment(env);
  const faults = read.ok ? [] : [...read.refusal];
  if (read.ok && read.value.databaseUrl === null) faults.push("DATABASE_URL must be set for a console that runs alone");
  if (read.ok && read.value.authSecret === null) faults.push("AUTH_SECRET must be set for a console that runs alone");
  if (!read.ok || read.value.databaseUrl === null || read.value.authSecret === null) {
    throw new Error(`The settings are not usable: ${faults.join("; ")}.`);
  }
  return { ...read.value, databaseUrl: read.value.databaseUrl, authSecret: read.value.authSecret };
}
