import "server-only";
import { REDACTED_PATHS } from "@silhouette/core/log";
import pino, { type DestinationStream, type Logger } from "pino";

/** Secrets of the console alone, beside those that every program blanks out: forms, cookies, new tokens. */
const REDACTED_NAMES = [
  ".Authorization",
  ".Cookie",
  '["set-cookie"]',
  '["x-api-key"]',
  ".clientSecret",
  ".client_secret",
  ".csrfToken",
  ".passwordAgain",
  ".currentPassword",
  ".smtpUrl",
  ".text",
  ".sealedText",
  ".tokenRetrievalKey",
];

const redactedPaths = [
  ...REDACTED_PATHS,
  ...REDACTED_NAMES.flatMap((name) => [name.replace(/^\./, ""), `*${name}`, `*.*${name}`]),
];

/** JSON lines on standard output. Secrets are replaced by name, whatever object they were logged with. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { program: "console" },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: redactedPaths,
      censor: "[redacted]",
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
