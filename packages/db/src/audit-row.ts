import type { AuditEntry, AuditLink } from "@silhouette/core/audit-log";
import type { ClientId } from "@silhouette/core/ids";

/** The columns of an event; hashes in hexadecimal. */
export const AUDIT_COLUMNS = `id, at, client_id, actor_kind, actor_id, actor_name, action, target, detail, address,
  request_id, chain, seq, encode(previous_hash, 'hex') AS previous_hash, encode(hash, 'hex') AS hash`;

export type AuditRow = {
  readonly id: string;
  /** A number for `infinity`, which only a change by hand can leave. */
  readonly at: Date | number;
  readonly client_id: string | null;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly action: string;
  readonly target: string;
  readonly detail: unknown;
  readonly address: string;
  readonly request_id: string;
  readonly chain: string | null;
  readonly seq: number | null;
  readonly previous_hash: string | null;
  readonly hash: string | null;
};

/** Reads what is there, also what was changed by hand: the log must show that too. */
export function toAuditEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    at: row.at instanceof Date ? row.at : new Date(Number.NaN),
    // An empty text is no id of a client, but what is stored is to be told, and hashed, as it is.
    clientId: row.client_id as ClientId | null,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    target: row.target,
    detail: isObject(row.detail) ? row.detail : { "": row.detail },
    origin: { address: row.address, requestId: row.request_id },
    link: toLink(row),
  };
}

/** Without a place it has no link. A hash that was taken away is a hash that does not fit. */
function toLink({ chain, seq, previous_hash, hash }: AuditRow): AuditLink | null {
  return chain === null || seq === null ? null : { chain, seq, previousHash: previous_hash ?? "", hash: hash ?? "" };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
