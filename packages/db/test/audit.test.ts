import { randomBytes } from "node:crypto";
import { type AuditFilter, type AuditPlace, AuditFilter as Filter } from "@silhouette/core/audit-log";
import { ClientId } from "@silhouette/core/ids";
import { AcceptedPassword } from "@silhouette/core/password";
import { createToken } from "@silhouette/core/token";
import { beforeAll, describe, expect, test } from "vitest";
import { createAuditStore } from "../src/audit.ts";
import { bootstrap } from "../src/bootstrap.ts";
import { makeActor, makeClient, makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { makeEvent } from "./audit-fixture.ts";
import { NOW, propertyNames, SECRET_PROPERTIES, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();

/** Every target that a search finds, page by page. */
async function targetsOf(
  clientId: ClientId | null,
  filter: AuditFilter,
  limit = 100,
  store = installation().stores.audit,
) {
  const targets: string[] = [];
  let pages = 0;
  for (let after: AuditPlace | null = null; ; pages++) {
    const { events, next } = await store.search(clientId, filter, { limit, after });
    targets.push(...events.map(({ target }) => target));
    if (next === null) return { targets, pages: pages + 1 };
    after = next;
  }
}

describe("a search finds what its filter says, newest first", () => {
  let clientId: ClientId;
  let others: ClientId;
  beforeAll(async () => {
    const { prisma, stores } = installation();
    clientId = (await makeClient(prisma, { now: NOW })).id;
    others = (await makeClient(prisma, { now: NOW })).id;
    const events = [
      makeEvent(clientId, { target: "a", action: "token.issued", detail: { after: { name: "Straße 1" } } }),
      makeEvent(clientId, {
        target: "b",
        action: "token.revoked",
        actor: { kind: "credential", id: "c-1", name: "Automation" },
      }),
      makeEvent(clientId, {
        target: "c",
        action: "member.rolesChanged",
        origin: { address: "198.51.100.7", requestId: "r-1" },
      }),
      makeEvent(clientId, {
        target: "d",
        detail: { before: { profileLifetimeDays: 14 }, after: { profileLifetimeDays: 30 } },
      }),
      makeEvent(others, { target: "theirs", action: "token.issued" }),
      makeEvent(null, { target: "installation's", action: "session.refused" }),
    ];
    for (const [index, event] of events.entries()) await stores.audit.append(event, secondsAfter(index + 1));
  });

  test.each<[AuditFilter, readonly string[]]>([
    [{ from: secondsAfter(1) }, ["d", "c", "b", "a"]],
    [{ from: secondsAfter(2), to: secondsAfter(4) }, ["c", "b"]],
    [{ action: ["token.issued"] }, ["a"]],
    [{ action: ["token.*"] }, ["b", "a"]],
    [{ action: ["token.issued", "settings.*"] }, ["d", "a"]],
    [{ action: ["tok.*"] }, []],
    [{ actor: "c-1" }, ["b"]],
    [{ actor: "AUTO" }, ["b"]],
    [{ actor: "ada@" }, ["d", "c", "a"]],
    [{ target: "c" }, ["c"]],
    [{ address: "198.51.100.7" }, ["c"]],
    [{ requestId: "r-1" }, ["c"]],
    [{ q: "STRASSE" }, []],
    [{ q: "STRAßE 1" }, ["a"]],
    [{ q: "profilelifetime" }, ["d"]],
    [{ q: "rolesch" }, ["c"]],
    [{ q: "%" }, []],
    [{ action: ["token.*"], actor: "ada" }, ["a"]],
    [{ q: "theirs" }, []],
  ])("%j", async (filter, expected) => {
    expect((await targetsOf(clientId, filter)).targets).toEqual(expected);
  });

  test("another client's events, and the installation's, are found by asking for theirs alone", async () => {
    expect((await targetsOf(others, { q: "the" })).targets).toEqual(["theirs"]);
    expect((await targetsOf(null, { action: ["session.*"], from: NOW })).targets).toEqual(["installation's"]);
    expect((await targetsOf(ClientId.parse("cl_none"), {})).targets).toEqual([]);
  });

  test("a filter as a caller writes it", async () => {
    const filter = Filter.parse({ from: "2026-03-01T09:00:02+01:00", action: "token.*" });
    expect((await targetsOf(clientId, filter)).targets).toEqual(["b"]);
  });

  test("an event tells all that was written of it, and its place", async () => {
    const { events } = await installation().stores.audit.search(clientId, { target: "a" }, { limit: 1, after: null });
    expect(events).toEqual([
      {
        ...makeEvent(clientId, { target: "a", action: "token.issued", detail: { after: { name: "Straße 1" } } }),
        id: expect.any(String),
        at: secondsAfter(1),
        link: {
          chain: clientId,
          seq: 2,
          previousHash: expect.stringMatching(/^[0-9a-f]{64}$/),
          hash: expect.any(String),
        },
      },
    ]);
  });
});

describe("pages", () => {
  let clientId: ClientId;
  const expected = Array.from({ length: 25 }, (_, index) => `t${24 - index}`);
  beforeAll(async () => {
    const { prisma, stores } = installation();
    clientId = (await makeClient(prisma, { now: NOW })).id;
    // Several at one moment: the id decides between them.
    for (let count = 0; count < 25; count++) {
      await stores.audit.append(makeEvent(clientId, { target: `t${count}` }), secondsAfter(Math.floor(count / 10) + 1));
    }
  });
  const filter = { from: secondsAfter(1) };

  test.each([1, 7, 10, 24, 25, 26])("of %i hold every event once, whatever its time", async (limit) => {
    const { targets, pages } = await targetsOf(clientId, filter, limit);
    expect([targets, pages]).toEqual([expected, Math.ceil(25 / limit)]);
  });

  test("look at so many events and no more: what fits hardly anything is found over several", async () => {
    const store = createAuditStore(installation().prisma, 10);
    const rare = await targetsOf(clientId, { ...filter, target: "t3" }, 5, store);
    expect(rare).toEqual({ targets: ["t3"], pages: 3 });
    const first = await store.search(clientId, { ...filter, target: "t3" }, { limit: 5, after: null });
    expect([first.events.length, first.next]).toEqual([0, expect.anything()]);
    expect((await targetsOf(clientId, filter, 7, store)).targets).toEqual(expected);
    expect((await targetsOf(null, { q: "nothing is called so" }, 7, store)).targets).toEqual([]);
  });

  test("the index on client, time and id finds a page, of the installation's events too", async () => {
    const { prisma } = installation();
    await prisma.$executeRaw`
      INSERT INTO audit_event (id, at, client_id, actor_kind, actor_id, actor_name, action, target, detail, address, request_id)
      SELECT 'plan-' || n, ${NOW}::timestamptz - make_interval(hours => n), CASE WHEN n % 2 = 0 THEN 'cl_plan' END,
        '', '', '', '', '', '{}', '', '' FROM generate_series(1, 5000) AS n`;
    await prisma.$executeRaw`ANALYZE audit_event`;
    const plan = async (scope: string) => {
      const rows = await prisma.$queryRawUnsafe<{ "QUERY PLAN": string }[]>(
        `EXPLAIN SELECT id FROM audit_event WHERE ${scope} AND at <= 'infinity' ORDER BY client_id, at DESC, id DESC LIMIT 10`,
      );
      return rows.map((row) => row["QUERY PLAN"]).join("\n");
    };
    for (const scope of ["client_id = 'cl_plan'", "client_id IS NULL"]) {
      expect(await plan(scope)).toContain("using audit_event_client_id_at_id_idx");
    }
    await prisma.$executeRaw`DELETE FROM audit_event WHERE id LIKE 'plan-%'`;
  });
});

test("no event that a store writes holds a secret, a hash of one, or an encrypted copy", async () => {
  const { prisma, stores, url } = installation();
  const secrets = { password: "correct horse battery staple", clientSecret: "a secret that somebody chose" };
  const settings = {
    clientCode: "demo",
    imsOrgId: null,
    admin: { email: "root@example.test", password: secrets.password },
    apiCredential: { clientId: "automation", clientSecret: secrets.clientSecret },
  };
  await bootstrap({ databaseUrl: url, environment: { bootstrap: settings }, now: NOW });
  const client = await makeClient(prisma);
  const actor = makeActor(client, "productAdmin");
  const token = createToken((bytes) => randomBytes(bytes));
  await stores.tokens.issue(actor, token, secondsAfter(60), TEST_ORIGIN, NOW);
  await stores.clients.changeSettings(actor, { requireAuthentication: true, tokenGraceSeconds: 60 }, TEST_ORIGIN, NOW);
  const { member, password } = await makeMember(prisma, { role: "approver", client });
  await stores.members.authenticate(member.email, AcceptedPassword.parse(password), TEST_ORIGIN, NOW);
  await stores.members.authenticate(member.email, "a wrong password", TEST_ORIGIN, NOW);
  await stores.credentials.authenticate("automation", secrets.clientSecret, TEST_ORIGIN, NOW);
  const { secret: session } = await stores.sessions.start(
    member.id,
    { method: "password", userAgent: "agent", provedAt: NOW },
    TEST_ORIGIN,
    NOW,
  );
  await stores.sessions.end(session, TEST_ORIGIN, NOW);

  const rows = await prisma.auditEvent.findMany();
  expect(new Set(rows.map(({ action }) => action)).size).toBeGreaterThan(7);
  const names = rows.flatMap(({ detail }) => propertyNames(detail));
  expect(names.filter((name) => SECRET_PROPERTIES.includes(name))).toEqual([]);
  const everything = JSON.stringify(rows);
  for (const secret of [...Object.values(secrets), password, "a wrong password", token.text, session]) {
    expect(everything).not.toContain(secret);
  }
  expect(everything).not.toMatch(/\$argon2|sil_[A-Za-z0-9]+_/);
});
