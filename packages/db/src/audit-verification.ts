import {
  type ChainEnds,
  type ChainedEvent,
  type ChainFault,
  chainOf,
  type NotedHash,
  verifyChain,
} from "@silhouette/core/audit-chain";
import pg from "pg";
import { toAuditEntry } from "./audit-row.ts";
import type { Queryable } from "./pool.ts";
import { type StoredChain, selectChainEvents, selectChains, selectStrays } from "./sql/verify-audit.ts";

/** Events in memory at a time. */
const PAGE_EVENTS = 1_000;
/** No chain reaches so far: `seq` is an integer of 32 bits. */
const ABOVE_ALL = 2_147_483_647;

/** A hash that somebody has noted earlier, with its place. */
export type NotedPlace = NotedHash & { readonly chain: string };

/** A fault with the chain it is in. A chain without a head is a `head mismatch` at place 0. */
export type AuditFault = ChainFault & { readonly chain: string };

/** What was verified of a chain, and where it stands: to be noted somewhere that the database does not reach. */
export type VerifiedChain = {
  readonly chain: string;
  /** Null for the installation, and for a client that is gone. */
  readonly clientCode: string | null;
  readonly events: number;
  readonly anchorSeq: number;
  readonly headSeq: number;
  /** Hexadecimal. */
  readonly headHash: string;
  readonly faults: number;
};

export type AuditVerification = {
  /** Called for each fault as it is met, whatever their number. */
  readonly onFault: (fault: AuditFault) => void;
  readonly noted?: readonly NotedPlace[];
};

/**
 * Verifies every chain of the log as it stands at one moment, in constant memory; the log may be written to meanwhile.
 * @returns the chains by name, with the number of their faults
 */
export async function verifyAudit(
  databaseUrl: string,
  { onFault, noted = [] }: AuditVerification,
): Promise<readonly VerifiedChain[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const chains = await selectChains(client);
    const counts = new Map<string, number>();
    const report = (fault: AuditFault) => {
      counts.set(fault.chain, (counts.get(fault.chain) ?? 0) + 1);
      onFault(fault);
    };
    for (const { chain, seq } of noted) {
      if (!chains.some((stored) => stored.chain === chain))
        report(faultWithoutEvent("noted hash mismatch", chain, seq));
    }
    const verified: Omit<VerifiedChain, "faults">[] = [];
    for (const stored of chains) verified.push(await verifyOne(client, stored, noted, report));
    await reportStrays(client, report);
    await client.query("COMMIT");
    const names = new Set([...verified.map(({ chain }) => chain), ...counts.keys()]);
    return [...names].map((chain) => {
      const known = verified.find((one) => one.chain === chain);
      return { ...(known ?? { chain, clientCode: null, ...NOTHING }), faults: counts.get(chain) ?? 0 };
    });
  } finally {
    await client.end();
  }
}

const NOTHING = { events: 0, anchorSeq: 0, headSeq: 0, headHash: "" };

async function verifyOne(
  connection: Queryable,
  { chain, clientCode, ends }: StoredChain,
  noted: readonly NotedPlace[],
  report: (fault: AuditFault) => void,
): Promise<Omit<VerifiedChain, "faults">> {
  if (ends === null) {
    // Its events, if there are any left, are strays and named as such.
    report(faultWithoutEvent("head mismatch", chain, 0));
    return { chain, clientCode, ...NOTHING };
  }
  let events = 0;
  async function* counted() {
    for await (const event of eventsOf(connection, chain)) {
      events += 1;
      yield event;
    }
  }
  const here = noted.filter((place) => place.chain === chain);
  for await (const fault of verifyChain(counted(), ends, here)) report({ chain, ...fault });
  return { chain, clientCode, events, ...standOf(ends) };
}

const standOf = ({ anchor, head }: ChainEnds) => ({ anchorSeq: anchor.seq, headSeq: head.seq, headHash: head.hash });

async function* eventsOf(connection: Queryable, chain: string): AsyncGenerator<ChainedEvent, void> {
  for (let below = ABOVE_ALL; ; ) {
    const rows = await selectChainEvents(connection, chain, below, PAGE_EVENTS);
    for (const row of rows) {
      const { link, ...event } = toAuditEntry(row);
      if (link === null) continue; // The statement asks for a chain and a place.
      yield { ...event, link };
      below = link.seq;
    }
    if (rows.length < PAGE_EVENTS) return;
  }
}

/** Events outside of every chain: put there by SQL, or by a node of an earlier version. */
async function reportStrays(connection: Queryable, report: (fault: AuditFault) => void): Promise<void> {
  for (let after = ""; ; ) {
    const rows = await selectStrays(connection, after, PAGE_EVENTS);
    for (const row of rows) {
      const { id, at, clientId } = toAuditEntry(row);
      const seq = row.seq ?? 0;
      report({ chain: row.chain ?? chainOf(clientId), kind: "inserted", seq, throughSeq: seq, id, at });
      after = id;
    }
    if (rows.length < PAGE_EVENTS) return;
  }
}

const faultWithoutEvent = (kind: ChainFault["kind"], chain: string, seq: number): AuditFault => ({
  chain,
  kind,
  seq,
  throughSeq: seq,
  id: null,
  at: null,
});
