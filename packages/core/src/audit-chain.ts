import { createHash } from "node:crypto";
import type { AuditEntry, AuditLink } from "./audit-log.ts";
import type { ClientId } from "./ids.ts";

/** The chain of events that belong to no single client: all sign-ins, Sysadmins, clients that come and go. */
export const INSTALLATION_CHAIN = "installation";

export const chainOf = (clientId: ClientId | null): string => clientId ?? INSTALLATION_CHAIN;

/** An event with its place. */
export type ChainedEvent = Omit<AuditEntry, "link"> & { readonly link: AuditLink };

/**
 * The text of an event that its hash is taken of: one JSON object in canonical form (RFC 8785), in two parts between
 * which the hash before it and its place stand, since only the database knows them when an event is added:
 * `<before>"previousHash":"<hex>","seq":<seq><after>`.
 */
export function canonicalParts(chain: string, event: Omit<AuditEntry, "link">): { before: string; after: string } {
  const { action, actor, at, clientId, detail, id, origin, target } = event;
  const { kind, id: actorId, name } = actor;
  // All of these sort before `previousHash`, and `target` alone after `seq`.
  const first = canonicalJson({
    action,
    actor: { kind, id: actorId, name },
    at: timeText(at),
    chain,
    clientId,
    detail,
    id,
    origin: { address: origin.address, requestId: origin.requestId },
  });
  return { before: `${first.slice(0, -1)},`, after: `,"target":${canonicalJson(target)}}` };
}

export function canonicalForm({ link, ...event }: ChainedEvent): string {
  const { before, after } = canonicalParts(link.chain, event);
  return `${before}"previousHash":${JSON.stringify(link.previousHash)},"seq":${link.seq}${after}`;
}

/** SHA-256 of the canonical form in UTF-8, in hexadecimal. It holds the hash before it, so it vouches for all before. */
export const hashOf = (event: ChainedEvent): string => createHash("sha256").update(canonicalForm(event)).digest("hex");

/** Where a chain begins and ends. */
export type ChainEnds = {
  /** The newest event; 0 and `""` of an empty chain. */
  readonly head: { readonly seq: number; readonly hash: string };
  /** The last event that retention has removed; 0 and `""` when none has been. */
  readonly anchor: { readonly seq: number; readonly hash: string };
};

/** A place of which somebody has noted the hash earlier. */
export type NotedHash = { readonly seq: number; readonly hash: string };

/**
 * What is wrong at a place of a chain. `unvouched` is an event that may be as it was: the one after it, which would
 * vouch for it, was altered.
 */
export type ChainFault = {
  readonly kind:
    | "altered"
    | "unvouched"
    | "removed"
    | "inserted"
    | "head mismatch"
    | "anchor mismatch"
    | "noted hash mismatch";
  readonly seq: number;
  /** The last of the places that `removed` is about. */
  readonly throughSeq: number;
  /** Null where there is no event to name. */
  readonly id: string | null;
  readonly at: Date | null;
};

/**
 * Verifies a chain from its head to its anchor and tells of every fault as it is met. The head's hash vouches for the
 * newest event, and each event that is vouched for vouches, by the hash it carries, for the one before it: so a change
 * is put down to the event that was changed. Where events were removed, the newest one before them vouches for itself.
 * Holds two events at a time.
 * @param events from the highest place to the lowest
 * @param noted hashes that were written down earlier: they find a chain out that was rewritten as a whole
 */
export async function* verifyChain(
  events: AsyncIterable<ChainedEvent> | Iterable<ChainedEvent>,
  { head, anchor }: ChainEnds,
  noted: readonly NotedHash[] = [],
): AsyncGenerator<ChainFault, void> {
  let nextSeq = head.seq;
  /** The hash that the next event must have; null where nothing vouches for it. */
  let vouched: string | null = head.hash;
  /** The event after, when it was found altered: its own hash before it may be what was changed. */
  let broken: { readonly event: ChainedEvent; readonly vouched: string } | null = null;
  let lastTrim: { readonly seq: unknown } | null = null;

  for await (const event of events) {
    const { seq, previousHash } = event.link;
    if (seq > nextSeq || seq <= anchor.seq) {
      yield faultAt("inserted", event);
      continue;
    }
    if (seq < nextSeq) {
      yield { kind: "removed", seq: seq + 1, throughSeq: nextSeq, id: null, at: null };
      vouched = null;
      broken = null;
    }
    const actual = hashOf(event);
    const isIntact = actual === event.link.hash;
    const isVouched: boolean =
      vouched === null || actual === vouched || (broken !== null && isRepairedBy(broken, actual));
    if (isIntact && isVouched) broken = null;
    else if (isIntact && seq === head.seq) yield faultAt("head mismatch", event);
    else if (isIntact && broken !== null) {
      yield faultAt("unvouched", event);
      broken = null;
    } else {
      yield faultAt("altered", event);
      broken = actual === vouched ? null : { event, vouched: vouched ?? event.link.hash };
    }
    vouched = previousHash;
    for (const { seq: notedSeq, hash } of noted) {
      if (notedSeq === seq && hash !== actual) yield faultAt("noted hash mismatch", event);
    }
    if (event.action === "audit.trimmed") lastTrim ??= { seq: event.detail.throughSeq };
    nextSeq = seq - 1;
  }

  const nowhere = { id: null, at: null } as const;
  if (nextSeq > anchor.seq) yield { kind: "removed", seq: anchor.seq + 1, throughSeq: nextSeq, ...nowhere };
  else if (vouched !== null && vouched !== anchor.hash && !(broken !== null && isRepairedBy(broken, anchor.hash))) {
    yield { kind: "anchor mismatch", seq: anchor.seq, throughSeq: anchor.seq, ...nowhere };
  }
  // Retention says in the chain itself how far it went. Whoever else removed the oldest events cannot.
  const trimmed = typeof lastTrim?.seq === "number" ? lastTrim.seq : 0;
  if (trimmed < anchor.seq) yield { kind: "removed", seq: trimmed + 1, throughSeq: anchor.seq, ...nowhere };
  for (const { seq, hash } of noted) {
    const isMissing = seq > head.seq || (seq === anchor.seq && hash !== anchor.hash);
    if (isMissing) yield { kind: "noted hash mismatch", seq, throughSeq: seq, ...nowhere };
  }
}

/** Whether an altered event is as it was once it carries this hash before it: then nothing else of it was changed. */
const isRepairedBy = ({ event, vouched }: { event: ChainedEvent; vouched: string }, previousHash: string): boolean =>
  hashOf({ ...event, link: { ...event.link, previousHash } }) === vouched;

const faultAt = (kind: ChainFault["kind"], { id, at, link: { seq } }: ChainedEvent): ChainFault => ({
  kind,
  seq,
  throughSeq: seq,
  id,
  at,
});

/** Milliseconds always, UTC. A time that is none, which only a change by hand can leave, has a text too. */
const timeText = (at: Date): string => (Number.isNaN(at.getTime()) ? "none" : at.toISOString());

/**
 * JSON in canonical form (RFC 8785): names sorted by UTF-16 code units, no blanks, numbers and escapes as ECMAScript
 * writes them. What JSON has no form for is left to `JSON.stringify`: give it what `toStorable` or a parser has made.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`).join(",")}}`;
}
