import { type ChainedEvent, hashOf, INSTALLATION_CHAIN } from "@silhouette/core/audit-chain";
import type { AuditLink } from "@silhouette/core/audit-log";
import pg from "pg";
import { toAuditEntry } from "./audit-row.ts";
import { INSTALLATION_LOCK } from "./installation-lock.ts";
import { linkEvents, selectUnchained, startChains, storeHead } from "./sql/chain-earlier-audit.ts";

/** Events that one statement chains. */
const STEP_EVENTS = 1_000;

/**
 * Starts the chain of the installation and of each client that has none, and puts into it what an earlier version has
 * written, in the order of time. Safe to repeat, and cheap: a chain that is there already is left alone, so an event
 * that turns up without a place later stays without one and is found by whoever verifies. One transaction, however
 * long the log; one node at a time.
 * @returns how many events were chained
 */
export async function chainEarlierEvents(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1::bigint)", [INSTALLATION_LOCK]);
    let count = 0;
    for (const chain of await startChains(client, INSTALLATION_CHAIN)) count += await chainEvents(client, chain);
    await client.query("COMMIT");
    return count;
  } finally {
    await client.end();
  }
}

async function chainEvents(client: pg.Client, chain: string): Promise<number> {
  const clientId = chain === INSTALLATION_CHAIN ? null : chain;
  let head: AuditLink = { chain, seq: 0, previousHash: "", hash: "" };
  let after = { at: new Date(0), id: "" };
  for (;;) {
    const rows = await selectUnchained(client, clientId, after, STEP_EVENTS);
    const links: (AuditLink & { readonly id: string })[] = [];
    for (const { link: _, ...event } of rows.map(toAuditEntry)) {
      const place: ChainedEvent = {
        ...event,
        link: { chain, seq: head.seq + 1, previousHash: head.hash, hash: "" },
      };
      head = { ...place.link, hash: hashOf(place) };
      links.push({ ...head, id: event.id });
      after = event;
    }
    if (links.length > 0) await linkEvents(client, chain, links);
    if (rows.length < STEP_EVENTS) break;
  }
  if (head.seq > 0) await storeHead(client, head);
  return head.seq;
}
