import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { type ChainedEvent, hashOf } from "./audit-chain.ts";
import { auditCsv, auditJsonLines } from "./audit-export.ts";
import type { AuditEntry } from "./audit-log.ts";

const bare: Omit<AuditEntry, "link"> = {
  id: "event-1",
  at: new Date("2026-03-01T08:00:00.000Z"),
  clientId: null,
  actor: { kind: "member", id: "user-1", name: "=cmd|' /C calc'!A0" },
  action: "session.started",
  target: 'user-1, "quoted"',
  detail: { after: { b: 1, a: "+1\n" } },
  origin: { address: "192.0.2.1", requestId: "request-1" },
};
const link = { chain: "installation", seq: 3, previousHash: "a".repeat(64) };
const entry: ChainedEvent = { ...bare, link: { ...link, hash: hashOf({ ...bare, link: { ...link, hash: "" } }) } };

async function* each(...entries: readonly AuditEntry[]) {
  yield* entries;
}

const textOf = async (pieces: AsyncIterable<string>): Promise<string> => {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
};

test("the CSV has one line for each event, quoted by RFC 4180, and no cell that begins a formula", async () => {
  expect(await textOf(auditCsv(each(entry)))).toBe(
    "at,actorKind,actorId,actorName,action,target,detail,address,requestId,id,chain,seq,previousHash,hash\r\n" +
      `2026-03-01T08:00:00.000Z,member,user-1,'=cmd|' /C calc'!A0,session.started,"user-1, ""quoted""",` +
      `"{""after"":{""a"":""+1\\n"",""b"":1}}",192.0.2.1,request-1,event-1,installation,3,${link.previousHash},${entry.link.hash}\r\n`,
  );
});

test.each(["=", "+", "-", "@", "\t", "\r"])("a cell that begins with %j gets an apostrophe", async (start) => {
  const csv = await textOf(auditCsv(each({ ...entry, target: `${start}1` })));
  expect(csv).toContain(`'${start}1`);
});

test("a line of JSON is, without its hash, the text that the hash is of", async () => {
  const lines = (await textOf(auditJsonLines(each(entry, { ...entry, detail: {} })))).split("\n");
  expect(lines).toHaveLength(3);
  const [line = ""] = lines;
  expect(JSON.parse(line)).toEqual({ ...bare, ...entry.link, at: bare.at.toISOString() });
  const text = line.replace(/,"hash":"[0-9a-f]{64}"\}$/, "}");
  expect(createHash("sha256").update(text).digest("hex")).toBe(entry.link.hash);
});

test("an event of an earlier version, without a place, is there all the same", async () => {
  const unchained: AuditEntry = { ...bare, link: null };
  const [line = ""] = (await textOf(auditJsonLines(each(unchained)))).split("\n");
  const place = { chain: "installation", seq: null, previousHash: null, hash: null };
  expect(JSON.parse(line)).toEqual({ ...bare, ...place, at: bare.at.toISOString() });
  expect(await textOf(auditCsv(each(unchained)))).toMatch(/event-1,,,,\r\n$/);
});
