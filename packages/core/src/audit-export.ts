import { canonicalForm, canonicalJson, canonicalParts, chainOf } from "./audit-chain.ts";
import type { AuditEntry } from "./audit-log.ts";
import { toCsvLine } from "./csv.ts";

const HEADING = [
  "at",
  "actorKind",
  "actorId",
  "actorName",
  "action",
  "target",
  "detail",
  "address",
  "requestId",
  "id",
  "chain",
  "seq",
  "previousHash",
  "hash",
];

/** Events as CSV (RFC 4180, UTF-8), with a heading. A cell that a spreadsheet would take for a formula is made inert. */
export async function* auditCsv(events: AsyncIterable<AuditEntry>): AsyncGenerator<string, void> {
  yield toCsvLine(HEADING);
  for await (const { at, actor, action, target, detail, origin, id, link } of events) {
    const where = [link?.chain ?? "", String(link?.seq ?? ""), link?.previousHash ?? "", link?.hash ?? ""];
    const what = [action, target, canonicalJson(detail), origin.address, origin.requestId];
    yield toCsvLine([at.toISOString(), actor.kind, actor.id, actor.name, ...what, id, ...where]);
  }
}

/**
 * Events as JSON lines. A line is the canonical form of its event with `,"hash":"…"` before the last brace: without
 * that, its SHA-256 is the hash. `previousHash` is the hash of the event before it in the chain.
 */
export async function* auditJsonLines(events: AsyncIterable<AuditEntry>): AsyncGenerator<string, void> {
  for await (const event of events) yield `${toJsonLine(event)}\n`;
}

function toJsonLine({ link, ...event }: AuditEntry): string {
  if (link !== null) return `${canonicalForm({ ...event, link }).slice(0, -1)},"hash":"${link.hash}"}`;
  const { before, after } = canonicalParts(chainOf(event.clientId), event);
  return `${before}"previousHash":null,"seq":null${after.slice(0, -1)},"hash":null}`;
}
