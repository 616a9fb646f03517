import type { QuotaKind } from "@silhouette/core/quota";
import { describe, expect, test } from "vitest";
import { batchRefusal, cut, deliver, refusal, submit, XML_TYPE } from "./calls.ts";
import type { Reply, Target, TargetClient } from "./target.ts";
import { describeNodes } from "./targets.ts";

type Call = (target: Target, client: TargetClient) => Promise<Reply>;

const fetchProfile: Call = (target, { code }) => target.call(`/rest/v1/profiles/visitor-1?client=${code}`);
const update: Call = (target, { code }) =>
  target.call(`/m2/${code}/profile/update?mbox3rdPartyId=crm-1&profile.tier=gold`);
const submitOne: Call = (target, client) => submit(target, client, "batch=thirdPartyId,tier\ncrm-1,gold");
const status: Call = (target, { code }) =>
  target.call(`/m2/${code}/profile/batchStatus?batchId=${code}-1772442927411-10000017`);

const JSON_REFUSAL = '{"status":429,"message":"Too many requests"}';

const surfaces: readonly {
  name: string;
  kind: QuotaKind;
  callsMax: number;
  call: Call;
  expected: { status: number; text: string };
}[] = [
  {
    name: "fetch",
    kind: "fetches",
    callsMax: 1_000_000,
    call: fetchProfile,
    expected: { status: 429, text: JSON_REFUSAL },
  },
  {
    name: "single update",
    kind: "updates",
    callsMax: 1_000_000,
    call: update,
    expected: { status: 429, text: refusal("Too many requests") },
  },
  {
    name: "bulk update",
    kind: "calls",
    callsMax: 50,
    call: submitOne,
    expected: { status: 503, text: batchRefusal("Too many requests") },
  },
  {
    name: "batch status",
    kind: "calls",
    callsMax: 50,
    call: status,
    expected: { status: 503, text: refusal("Too many requests") },
  },
];

/** Seconds until the window in which calls are counted is over, as the clock of this process shows it. */
const secondsLeft = (kind: QuotaKind): number => {
  const windowMillis = kind === "calls" ? 60_000 : 3_600_000;
  const quotaMillis = kind === "calls" ? 60_000 : 24 * 3_600_000;
  return (quotaMillis - (Date.now() % windowMillis)) / 1000;
};

/** A minute of the clock that does not end while a test counts calls in it. */
async function waitForRoom(): Promise<void> {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 20_000) await new Promise((resolve) => setTimeout(resolve, left + 50));
}

describeNodes((target) => {
  const newClient = (quotasEnabled: boolean) => target.createClient({ settings: { quotasEnabled } });

  describe.each(surfaces)("$name", ({ kind, callsMax, call, expected }) => {
    test("the last call of the quota is served, the next one is refused and told when to come again (U-31)", async () => {
      await waitForRoom();
      const client = await newClient(true);
      await client.useQuota(kind, callsMax - 1);
      expect((await call(target, client)).status).not.toBe(expected.status);
      const before = secondsLeft(kind);
      const reply = await call(target, client);
      const after = secondsLeft(kind);
      expect([reply.status, reply.text]).toEqual([expected.status, expected.text]);
      const retryAfter = Number(reply.headers.get("retry-after"));
      expect(retryAfter).toBeGreaterThanOrEqual(Math.floor(after));
      expect(retryAfter).toBeLessThanOrEqual(Math.ceil(before));
      if (kind === "calls") expect(reply.headers.get("content-type")).toBe(XML_TYPE);
    });

    test("one client's quota is not another's (U-31)", async () => {
      await waitForRoom();
      const [busy, other] = [await newClient(true), await newClient(true)];
      await busy.useQuota(kind, callsMax);
      expect((await call(target, busy)).status).toBe(expected.status);
      expect((await call(target, other)).status).not.toBe(expected.status);
    });

    test("off by default: nothing is refused (U-31)", async () => {
      const client = await target.createClient();
      await client.useQuota(kind, callsMax + 1);
      expect((await call(target, client)).status).not.toBe(expected.status);
    });
  });

  test("submissions and status calls count together: exactly 50 a minute are served", async () => {
    await waitForRoom();
    const client = await newClient(true);
    const replies = await Promise.all(
      Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? submitOne : status)(target, client)),
    );
    expect(replies.filter((reply) => reply.status === 503)).toHaveLength(10);
  });

  test("a connector that waits 65 s after a 503 comes in time (contract section 14.4)", async () => {
    await waitForRoom();
    const client = await newClient(true);
    expect(cut((await submitOne(target, client)).text, "success")).toBe("true");
    await client.useQuota("calls", 49);
    const refused = await submitOne(target, client);
    expect(refused.status).toBe(503);
    // It looks at the status first, then for this text; what it cuts out of a refusal must be empty.
    expect(refused.text).not.toContain("<success>true</success>");
    expect(cut(refused.text, "batchStatus")).toBe("");
    const retryAfter = Number(refused.headers.get("retry-after"));
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(retryAfter).toBeLessThan(65);
  });

  test("a large file is refused before it is read", async () => {
    await waitForRoom();
    const client = await newClient(true);
    await client.useQuota("calls", 50);
    const file = `batch=thirdPartyId,tier\n${"crm-1,gold\n".repeat(400_000)}`;
    expect((await submit(target, client, file)).status).toBe(503);
  });

  test("a client over its quota does not slow another (U-31)", async () => {
    await waitForRoom();
    const [busy, other] = [await newClient(true), await newClient(true)];
    await busy.useQuota("updates", 1_000_000);
    const storm = Promise.all(Array.from({ length: 300 }, () => update(target, busy)));
    const calm = await Promise.all(Array.from({ length: 20 }, () => update(target, other)));
    expect(calm.map((reply) => reply.status)).toEqual(calm.map(() => 200));
    expect((await storm).every((reply) => reply.status === 429)).toBe(true);
  });

  test("delivery has no quota (contract section 11)", async () => {
    await waitForRoom();
    const client = await newClient(true);
    for (const kind of ["calls", "updates", "fetches"] as const) await client.useQuota(kind, 1_000_000);
    expect((await deliver(target, client)).status).toBe(200);
  });

  test("a call without the token is refused as such and not counted", async () => {
    await waitForRoom();
    const client = await target.createClient({ settings: { quotasEnabled: true, requireAuthentication: true } });
    await client.useQuota("calls", 49);
    for (let call = 0; call < 3; call++) expect((await submitOne(target, client)).status).toBe(403);
    const headers = { Authorization: `Bearer ${await client.issueToken()}` };
    expect((await submit(target, client, "batch=thirdPartyId,tier\ncrm-1,gold", { headers })).status).toBe(200);
    expect((await submit(target, client, "batch=thirdPartyId,tier\ncrm-1,gold", { headers })).status).toBe(503);
  });
});
