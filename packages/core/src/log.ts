/** The part of a structured logger that packages use; pino fulfils it. Fields never hold secrets. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * Fields that a logger blanks out wherever they stand, should one slip in (pino's `redact.paths`). Nothing logs them
 * on purpose: this is the second fence.
 */
export const REDACTED_PATHS: readonly string[] = [
  "authorization",
  "access_token",
  "accessToken",
  "token",
  "secret",
  "password",
  "cookie",
  "databaseUrl",
  "connectionString",
].flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
