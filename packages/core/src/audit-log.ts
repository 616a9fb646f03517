import { z } from "zod";
import type { AuditEvent } from "./audit.ts";
import type { ClientId } from "./ids.ts";

/** Where an event stands in its chain (core/audit-chain). Hashes are in hexadecimal; the first event has `""` before it. */
export type AuditLink = {
  readonly chain: string;
  readonly seq: number;
  readonly previousHash: string;
  readonly hash: string;
};

/** A stored event. A newer node may have written an act that this one does not know, so its words are plain text. */
export type AuditEntry = Omit<AuditEvent, "action" | "actor"> & {
  readonly id: string;
  readonly at: Date;
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string };
  readonly action: string;
  /** Null for what a node of an earlier version has written. */
  readonly link: AuditLink | null;
};

/** Text that can be asked for: Postgres takes no NUL. */
const Word = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => !text.includes("\0"));
const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
/** `token.issued`, or `token.*` for all of the family. */
const Action = z.string().regex(/^[a-z][a-zA-Z-]{0,39}\.(?:\*|[a-z][a-zA-Z-]{0,39})$/);

/** Which events are meant, as a caller writes it; what is absent does not narrow. Case does not matter in texts. */
export const AuditFilter = z.object({
  /** From this moment on. */
  from: Moment.optional(),
  /** Before this moment. */
  to: Moment.optional(),
  /** The actor's id, or a part of the name. */
  actor: Word.optional(),
  /** Any of these. */
  action: z.union([Action.transform((one) => [one]), z.array(Action).max(50)]).optional(),
  target: Word.optional(),
  address: Word.optional(),
  requestId: Word.optional(),
  /** A part of the actor's name, the action, the target or the detail. */
  q: Word.optional(),
});
export type AuditFilter = Readonly<z.infer<typeof AuditFilter>>;

/** A place in a list that runs from the newest event to the oldest. */
export type AuditPlace = { readonly at: Date; readonly id: string };

export type AuditPage = {
  readonly events: readonly AuditEntry[];
  /** Where the next page begins; null when there is none. A page may be short, or empty, and still have a next one. */
  readonly next: AuditPlace | null;
};

export interface AuditStore {
  append(event: AuditEvent, now: Date): Promise<void>;
  /** Newest first, at most `limit`. Events of the whole installation (Sysadmins, accounts) belong to no client. */
  list(clientId: ClientId, limit: number): Promise<readonly AuditEntry[]>;
  /**
   * A client's events, or the installation's own (`null`), newest first. Looks at a bounded number of events for each
   * page, so that a filter which fits hardly anything costs no more than one that fits everything.
   */
  search(
    clientId: ClientId | null,
    filter: AuditFilter,
    page: { readonly limit: number; readonly after: AuditPlace | null },
  ): Promise<AuditPage>;
}
