import { describe, expect, test } from "vitest";
import { bearer, cut, SUBMITTED, waitForBatch } from "./calls.ts";
import { describeTargets } from "./targets.ts";

/** What public callers send and what they look at in the reply, as contract sections 14.3 and 14.4 record it. */
describeTargets((target) => {
  describe("Segment's cloud destination", () => {
    /** Recognises a problem with the token by the reason phrase alone; retries everything else as a fault. */
    const judge = (reply: { status: number; reason: string; text: string }) =>
      reply.status >= 200 && reply.status < 300
        ? "success"
        : /Forbidden/.test(reply.reason + reply.text)
          ? "fix settings"
          : "retry";

    for (const withToken of [false, true]) {
      test(`fetches, then updates with an empty POST, ${withToken ? "with" : "without"} a token`, async () => {
        const client = await target.createClient({ settings: { requireAuthentication: withToken } });
        const headers = withToken ? bearer(await client.issueToken()) : {};
        const fetchIt = () => target.call(`/rest/v1/profiles/thirdPartyId/user-1?client=${client.code}`, { headers });
        expect(judge(await fetchIt())).toBe("retry");
        await client.putProfile("tp:user-1", { seen: "yes" });
        expect(judge(await fetchIt())).toBe("success");
        const path = `/m2/${client.code}/profile/update?mbox3rdPartyId=user-1&profile.city=New%20York%20City&profile.address.city=Lyon`;
        const updated = await target.call(path, { method: "POST", headers });
        expect([judge(updated), updated.text]).toEqual(["success", SUBMITTED]);
        const { profileAttributes } = JSON.parse((await fetchIt()).text);
        expect(profileAttributes).toMatchObject({
          city: { value: "New York City" },
          "address.city": { value: "Lyon" },
        });
      });
    }

    test("is told to fix its settings when its token is wrong (U-09)", async () => {
      const client = await target.createClient({ settings: { requireAuthentication: true } });
      const reply = await target.call(`/rest/v1/profiles/thirdPartyId/user-1?client=${client.code}`, {
        headers: bearer("wrong"),
      });
      expect(judge(reply)).toBe("fix settings");
    });
  });

  test("Segment's function: GET by mboxPC, and the reply is ignored", async () => {
    const client = await target.createClient();
    await client.putProfile("pc:1368007744041-575948", { seen: "yes" });
    const path = `/m2/${client.code}/profile/update?mboxPC=1368007744041-575948.01_00&profile.plan=pro`;
    expect((await target.call(path)).status).toBe(200);
    const fetched = await target.call(`/rest/v1/profiles/1368007744041-575948.01_00?client=${client.code}`);
    expect(JSON.parse(fetched.text).profileAttributes.plan.value).toBe("pro");
  });

  test("Tealium: the literal path /m2/client, the code in the host name alone (U-01)", async () => {
    const client = await target.createClient();
    await client.putProfile("tp:user-1", { seen: "yes" });
    const headers = { Host: `${client.code}.target.example.test` };
    const reply = await target.call("/m2/client/profile/update?mbox3rdPartyId=user-1&profile.plan=pro", { headers });
    expect([reply.status, reply.headers.get("x-profile-result")]).toEqual([200, "applied"]);
  });

  describe("the Campaign integration", () => {
    test("submits, follows the address it cuts out, and checks a profile", async () => {
      const client = await target.createClient({ settings: { requireAuthentication: true } });
      const headers = bearer(await client.issueToken());
      const rows = ["serif, 1", "a&b=c", "서울"].map((value, index) => `crm-${index},${encodeURIComponent(value)}`);
      const submitted = await target.call(`/m2/${client.code}/v2/profile/batchUpdate`, {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/x-www-form-urlencoded" },
        body: `batch=thirdPartyId,seg_id\n${rows.join("\n")}\n`,
      });
      expect(submitted.status).toBe(200);
      expect(submitted.text).toContain("<success>true</success>");
      const address = cut(submitted.text, "batchStatus");
      expect(address.length).toBeLessThanOrEqual(255);
      expect(address).toContain("?");
      expect(address).not.toContain("&");
      const status = await waitForBatch(target, submitted, headers);
      expect(["successfulUpdates", "profilesNotFound", "failedUpdates"].map((name) => cut(status.text, name))).toEqual([
        "3",
        "0",
        "0",
      ]);
      const fetched = await target.call(`/rest/v1/profiles/thirdPartyId/crm-2?client=${client.code}`, { headers });
      expect(fetched.text).toContain("profileAttributes");
      expect(JSON.parse(fetched.text).profileAttributes.seg_id.value).toBe("서울");
    });

    test("takes a refused batch for a failure although its status is 200 (U-27)", async () => {
      const client = await target.createClient();
      const reply = await target.call(`/m2/${client.code}/v2/profile/batchUpdate`, {
        method: "POST",
        body: '{"batch":"no"}',
      });
      expect([reply.status, cut(reply.text, "success"), cut(reply.text, "message")]).toEqual([
        200,
        "false",
        "Batch is empty",
      ]);
    });
  });

  test("at.js 2.x: JSON as text/plain with credentials, and a reply without the keys that it takes for an error", async () => {
    const origin = "https://www.example.test";
    const client = await target.createClient({ settings: { allowedOrigins: [origin] } });
    const body = {
      requestId: "r-1",
      context: { channel: "web" },
      execute: { pageLoad: { profileParameters: { tier: "gold" } } },
    };
    const reply = await target.call(`/rest/v1/delivery?client=${client.code}&sessionId=s-1&version=2.11.4`, {
      method: "POST",
      headers: { "Content-Type": "text/plain", Origin: origin },
      body: JSON.stringify(body),
    });
    const answer = JSON.parse(reply.text);
    expect([reply.status, answer.status, answer.requestId]).toEqual([200, 200, "r-1"]);
    expect(answer).not.toHaveProperty("message");
    expect(answer).not.toHaveProperty("edgeHost");
    expect(answer.id.tntId).toMatch(/^[0-9a-f]{32}$/);
    expect(reply.headers.get("access-control-allow-origin")).toBe(origin);
    expect(reply.headers.get("access-control-allow-credentials")).toBe("true");
  });

  test("the mobile SDK: a slash before the query (U-39)", async () => {
    const client = await target.createClient();
    const reply = await target.call(`/rest/v1/delivery/?client=${client.code}&sessionId=s-1`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        id: { thirdPartyId: "crm-1" },
        context: { channel: "mobile" },
        prefetch: { mboxes: [{ index: 0, name: "home" }] },
      }),
    });
    expect(JSON.parse(reply.text)).toMatchObject({
      id: { thirdPartyId: "crm-1" },
      prefetch: { mboxes: [{ index: 0, name: "home" }] },
    });
  });

  test("a page that fetches a profile from the browser (U-37)", async () => {
    const origin = "https://www.example.test";
    const client = await target.createClient({ settings: { allowedOrigins: [origin] } });
    await client.putProfile("tp:user-1", { tier: "gold" });
    const fetchFrom = (from: string) =>
      target.call(`/rest/v1/profiles/thirdPartyId/user-1?client=${client.code}`, { headers: { Origin: from } });
    expect((await fetchFrom(origin)).headers.get("access-control-allow-origin")).toBe(origin);
    expect((await fetchFrom("https://evil.example.test")).headers.get("access-control-allow-origin")).toBeNull();
  });
});
