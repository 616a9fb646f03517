import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import path from "node:path";
import { createPrisma } from "@silhouette/db/prisma-client";
import { makeClient, makeMember } from "@silhouette/db/testing-factories";
import { afterAll, expect, inject, test } from "vitest";
import { signInByHttp } from "../support/sign-in-by-http.ts";
import { apiBearer } from "./api.ts";
import { createHttpTarget, openBackdoor } from "./http-target.ts";

const { consoleUrl, databaseUrl } = inject("installation");
const backdoor = openBackdoor(databaseUrl);
const target = createHttpTarget("console", consoleUrl, backdoor);
afterAll(() => backdoor.close());

const root = path.join(import.meta.dirname, "../..");

/** A client in whose log somebody has asked for a visitor, several times. */
async function makeLog(times = 3) {
  const client = await target.createClient();
  const headers = await apiBearer(target);
  const visitor = { namespace: "THIRDPARTYID", type: "target", value: "crm-1" };
  for (let time = 0; time < times; time++) {
    await target.call(`/api/v1/clients/${client.code}/privacy/jobs`, {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json" },
      body: JSON.stringify({ action: "access", userContexts: [visitor] }),
    });
  }
  const { rows } = await backdoor.pool.query<{ id: string }>("SELECT id FROM client WHERE code = $1", [client.code]);
  const read = async (file: string) => (await target.call(`/api/v1/clients/${client.code}/${file}`, { headers })).text;
  return { id: rows[0]?.id ?? "", read };
}

/** Runs `npm run audit:verify` beside the installation; the lines about one chain. */
function verify(chain: string, ...args: readonly string[]): Promise<{ code: number; lines: readonly string[] }> {
  const script = path.join(root, "scripts/verify-audit.mjs");
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { cwd: root, env }, (error, stdout) => {
      const lines = stdout.split("\n").filter((line) => line.includes(chain));
      resolve({ code: typeof error?.code === "number" ? error.code : 0, lines });
    });
  });
}

test("events are found, page by page, and exported so that each can be checked with SHA-256 alone", async () => {
  const { read } = await makeLog();
  const first = JSON.parse(await read("audit?action=privacy.requested&limit=2"));
  const second = JSON.parse(await read(`audit?action=privacy.requested&limit=2&cursor=${first.next}`));
  expect([first.events.length, second.events.length, second.next]).toEqual([2, 1, null]);

  const lines = (await read("audit.jsonl")).trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(3);
  const places = lines.map((line) => {
    const { at, seq, hash, previousHash } = JSON.parse(line);
    const text = line.replace(/,"hash":"[0-9a-f]{64}"\}$/, "}");
    expect(createHash("sha256").update(text).digest("hex")).toBe(hash);
    return { at, seq, hash, previousHash };
  });
  expect(places.map(({ at }) => at)).toEqual(
    places
      .map(({ at }) => at)
      .sort()
      .reverse(),
  );
  // The worker tells of the jobs meanwhile: of two processes, the one whose clock was read first may be chained second.
  // So the lines stand by time, and each names the hash of the event at the place before.
  const chain = places.sort((a, b) => b.seq - a.seq);
  expect(chain.map(({ seq }) => seq)).toEqual(chain.map((_, index) => chain.length - index));
  expect(chain.map(({ previousHash }) => previousHash)).toEqual([...chain.slice(1).map(({ hash }) => hash), ""]);

  const csv = await read("audit.csv?action=audit.*");
  expect(csv.split("\r\n").filter((line) => line.includes(",audit.exported,"))).toHaveLength(2);
});

test("a client's log tells who of its people got in and who did not, and its export tells the same", async () => {
  const prisma = createPrisma(databaseUrl, { poolMax: 2 });
  try {
    const [client, stranger] = [await makeClient(prisma), await makeClient(prisma)];
    const { member, password } = await makeMember(prisma, { role: "editor", client });
    const { member: other, password: theirs } = await makeMember(prisma, { role: "editor", client: stranger });
    await expect(signInByHttp(consoleUrl, member.email, "not the password")).rejects.toThrow("could not sign in");
    await signInByHttp(consoleUrl, member.email, password);
    await signInByHttp(consoleUrl, other.email, theirs);

    const headers = await apiBearer(target);
    const read = async (file: string) =>
      (await target.call(`/api/v1/clients/${client.code}/${file}`, { headers })).text;
    const { events } = JSON.parse(await read("audit?action=session.*"));
    expect(events).toMatchObject([
      { action: "session.started", actor: { name: member.email }, detail: { method: "password" }, clientId: client.id },
      { action: "session.refused", actor: { name: member.email }, detail: { reason: "wrong-credentials" } },
    ]);
    const lines = (await read("audit.jsonl?action=session.*")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(events.map(({ id }: { id: string }) => id));
    const cells = (await read("audit.csv?action=session.*")).trimEnd().split("\r\n").slice(1);
    expect(cells.map((line) => line.split(",")[4])).toEqual(["session.started", "session.refused"]);
    for (const text of [...lines, ...cells]) {
      for (const name of [other.email, stranger.id, stranger.code]) expect(text).not.toContain(name);
    }
    expect((await verify(client.id)).lines).toEqual([expect.stringContaining(": faults: 0,")]);
  } finally {
    await prisma.$disconnect();
  }
});

test("the command verifies a log beside the running installation, and names what SQL has changed", async () => {
  const { id } = await makeLog();
  const whole = await verify(id);
  expect(whole.lines).toEqual([expect.stringMatching(/: faults: 0, events: \d+ \(1 to \d+\), head /)]);
  const head = whole.lines[0]?.split("head ")[1] ?? "";
  expect((await verify(id, "--expect", head)).lines).toHaveLength(1);

  await backdoor.pool.query("UPDATE audit_event SET actor_name = 'somebody else' WHERE chain = $1 AND seq = 2", [id]);
  await backdoor.pool.query("DELETE FROM audit_event WHERE chain = $1 AND seq = 1", [id]);
  const faulty = await verify(id, "--expect", `${head.slice(0, -64)}${"0".repeat(64)}`);
  expect(faulty.code).toBe(1);
  expect(faulty.lines).toEqual([
    expect.stringMatching(/^FAULT \w+:\d+: \S+ of \S+ does not have the hash that was noted$/),
    expect.stringMatching(/^FAULT \w+:2: \S+ of \S+ was altered$/),
    expect.stringMatching(/^FAULT \w+:1: was removed$/),
    expect.stringContaining("faults: 3"),
  ]);
});
