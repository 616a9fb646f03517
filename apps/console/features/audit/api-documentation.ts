import "server-only";
import { z } from "zod";
import type { RouteDocumentation } from "@/server/admin-route";
import { pageOf, Time } from "@/server/api-schema";

const tag = "Audit log";

const Hash = z.string().describe("SHA-256 in hexadecimal");

const EventView = z
  .object({
    id: z.string(),
    at: Time,
    clientId: z.string().nullable().describe("Null for the installation's own events"),
    actor: z.object({
      kind: z.string().describe("`member`, `credential` or `system`"),
      id: z.string(),
      name: z.string().describe("An e-mail address, or a credential's name"),
    }),
    action: z.string().describe("`<family>.<what happened>`, such as `token.issued`"),
    target: z.string().describe("What it was done to"),
    detail: z.record(z.string(), z.unknown()).describe("Before and after, without secrets"),
    origin: z.object({ address: z.string(), requestId: z.string() }),
    chain: z.string().nullable(),
    seq: z.int().nullable().describe("Its place in the chain, from 1"),
    previousHash: Hash.nullable().describe("The hash of the event before it; empty for the first"),
    hash: Hash.nullable().describe("Null, like its place, for what a node of an earlier version has written"),
  })
  .meta({ id: "AuditEvent" });

const event = {
  id: "019c8f0e-0d53-7c1c-9d5e-3f3f0a3f7c11",
  at: "2026-03-02T09:15:27.411Z",
  clientId: "cl_4sD9kQ2xWb",
  actor: { kind: "member", id: "019c8f0e-0d53-7c1c-9d5e-000000000001", name: "ada@example.com" },
  action: "settings.changed",
  target: "cl_4sD9kQ2xWb",
  detail: { before: { requireAuthentication: false }, after: { requireAuthentication: true } },
  origin: { address: "192.0.2.1", requestId: "9f0c7c0e" },
  chain: "cl_4sD9kQ2xWb",
  seq: 42,
  previousHash: "3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8550",
  hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
};
const { chain, seq, previousHash, hash, ...written } = event;
const { action, actor, at, clientId, detail, id, origin, target } = written;
const line = { action, actor, at, chain, clientId, detail, id, origin, previousHash, seq, target, hash };

const FILTERS =
  "`from` and `to` (times; `to` is not included), `actor` (the id, or a part of the name), `action` (may be repeated; `token.*` for a family), `target`, `address`, `requestId` and `q` (a part of the actor's name, the action, the target or the detail) narrow it.";

const list = (operationId: string, summary: string) =>
  ({
    operationId,
    summary,
    description: `Newest first. ${FILTERS} Each page looks at a bounded number of events: a page may be short, or empty, and have a next one.`,
    tag,
    response: { status: 200, schema: pageOf("events", EventView), example: { events: [event], next: null } },
  }) as const;

const csv = (operationId: string, summary: string) =>
  ({
    operationId,
    summary,
    description: `Newest first, RFC 4180. ${FILTERS} What a spreadsheet would take for a formula, at the start of a cell or after a semicolon inside it, has an apostrophe in front. The export is itself an event.`,
    tag,
    response: {
      status: 200,
      schema: z.string(),
      example: `at,actorKind,actorId,actorName,action,target,detail,address,requestId,id,chain,seq,previousHash,hash\r\n${event.at},member,${event.actor.id},ada@example.com,token.issued,${event.target},{},192.0.2.1,9f0c7c0e,${event.id},${event.chain},42,${event.previousHash},${event.hash}\r\n`,
      contentType: "text/csv",
    },
  }) as const;

const jsonLines = (operationId: string, summary: string) =>
  ({
    operationId,
    summary,
    description: `Newest first, one event on a line, in canonical form (RFC 8785) with \`hash\` at the end. ${FILTERS} Without \`,"hash":"…"\` the SHA-256 of a line is its hash. The export is itself an event.`,
    tag,
    response: {
      status: 200,
      schema: z.string(),
      example: `${JSON.stringify(line)}\n`,
      contentType: "application/jsonl",
    },
  }) as const;

/** What the reference says of the calls about the audit log. */
export const AUDIT_DOCUMENTATION = {
  list: list("listAuditEvents", "Search a client's audit log"),
  csv: csv("exportAuditCsv", "Export a client's audit log as CSV"),
  jsonLines: jsonLines("exportAuditJsonLines", "Export a client's audit log as JSON lines"),
  installation: {
    list: list("listInstallationAuditEvents", "Search the installation's own audit log"),
    csv: csv("exportInstallationAuditCsv", "Export the installation's own audit log as CSV"),
    jsonLines: jsonLines("exportInstallationAuditJsonLines", "Export the installation's own audit log as JSON lines"),
  },
} as const satisfies Record<string, RouteDocumentation | Record<string, RouteDocumentation>>;
