/**
 * @typedef {import("@silhouette/db/audit-verification").AuditFault} AuditFault
 * @typedef {import("@silhouette/db/audit-verification").VerifiedChain} VerifiedChain
 */

/** @satisfies {Record<AuditFault["kind"], string>} */
const WHAT = {
  altered: "was altered",
  unvouched: "may have been altered: the event after it, which would vouch for it, was",
  removed: "was removed",
  inserted: "was inserted",
  "head mismatch": "is not what the head of the chain says: one of the two was altered",
  "anchor mismatch": "is not what the first event that is left says: it was altered",
  "noted hash mismatch": "does not have the hash that was noted",
};

/**
 * @param {AuditFault} fault
 * @returns {string} one line that names the event
 */
export function faultLine({ chain, kind, seq, throughSeq, id, at }) {
  const place = throughSeq > seq ? `${seq} to ${throughSeq}` : String(seq);
  if (kind === "head mismatch" && id === null) return `FAULT ${chain}: the head of the chain is gone`;
  if (kind === "inserted" && seq === 0) return `FAULT ${chain}: event ${named(id, at)} was inserted, without a place`;
  const event = id === null ? "" : ` ${named(id, at)}`;
  const what = throughSeq > seq ? WHAT[kind].replace(/^was/, "were") : WHAT[kind];
  return `FAULT ${chain}:${place}:${event} ${what}`;
}

/**
 * @param {string | null} id
 * @param {Date | null} at
 */
const named = (id, at) => `${id} of ${at === null || Number.isNaN(at.getTime()) ? "no time" : at.toISOString()}`;

/**
 * What a chain holds, and its head as `--expect` takes it.
 * @param {VerifiedChain} chain
 * @returns {string}
 */
export function chainLine({ chain, clientCode, events, anchorSeq, headSeq, headHash, faults }) {
  const places = events === 0 ? "events: 0" : `events: ${events} (${anchorSeq + 1} to ${headSeq})`;
  const name = clientCode === null ? chain : `${chain} (${clientCode})`;
  const head = headSeq === 0 ? "no head" : `head ${chain}:${headSeq}:${headHash}`;
  return `${name}: faults: ${faults}, ${places}, ${head}`;
}

/** @param {number} faults */
export const summary = (faults) =>
  faults === 0
    ? "No event was altered, removed or inserted. Note the heads where this database's users cannot write."
    : `Faults: ${faults}. What to do: docs/operations.md, "Audit log".`;
