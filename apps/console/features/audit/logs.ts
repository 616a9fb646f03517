import { ClientId } from "@silhouette/core/ids";
import { z } from "zod";

/** What an address names the installation's own log by. */
export const INSTALLATION_LOG = "installation";

/** The id of any client, also of one that is gone: its log stays, under this id. */
export const LogOwner = z
  .string()
  .regex(/^cl_[A-Za-z0-9-]{1,60}$/)
  .pipe(ClientId);

/** Which log an address asks for: the installation's, or a client's by its id; null for that of the current client. */
export function readLog(text: string | null | undefined): string | null {
  if (text === INSTALLATION_LOG) return text;
  const owner = LogOwner.safeParse(text);
  return owner.success ? owner.data : null;
}

/** Whose events a log holds. */
export const ownerOf = (log: string): ClientId | null => (log === INSTALLATION_LOG ? null : LogOwner.parse(log));
