import { describe, expect, test, vi } from "vitest";
import { bearer, submit } from "./calls.ts";
import { backdoor, describeServers, describeTargets } from "./targets.ts";

const DAY = 86_400_000;

describeServers((target) => {
  test("calls are counted by surface and caller, without a live token and with one, whatever the settings", async () => {
    // At once: what was counted is written every few seconds.
    const count = async (requireAuthentication: boolean) => {
      const client = await target.createClient({ settings: { requireAuthentication } });
      const agent = { "User-Agent": "importer/2" };
      const live = { ...bearer(await client.issueToken()), ...agent };
      const fetchPath = `/rest/v1/profiles/thirdPartyId/crm-1?client=${client.code}`;
      await target.call(fetchPath, { headers: agent });
      await target.call(fetchPath, { headers: live });
      await target.call(fetchPath, { headers: { ...bearer("anything"), ...agent } });
      await submit(target, client, "batch=thirdPartyId,tier\ncrm-1,gold\n", { headers: agent });
      await target.call(`/rest/v1/profiles/nothing/here?client=${client.code}`);

      const caller = { address: "127.0.0.1", agent: "importer/2", calls: 1, lastAt: expect.any(Date) };
      await vi.waitFor(
        async () => {
          const impact = await backdoor.readImpact(client.code);
          expect(impact.surfaces).toEqual([
            { surface: "fetch", calls: 3, withoutToken: 2 },
            { surface: "single", calls: 0, withoutToken: 0 },
            { surface: "bulk", calls: 1, withoutToken: 1 },
            { surface: "status", calls: 0, withoutToken: 0 },
          ]);
          expect(impact.callers).toEqual([
            { ...caller, surface: "bulk", reason: "missing" },
            { ...caller, surface: "fetch", reason: "malformed" },
            { ...caller, surface: "fetch", reason: "missing" },
          ]);
        },
        { timeout: 20_000, interval: 250 },
      );
    };
    await Promise.all([false, true].map(count));
  });

  test("a caller without a proxy in front cannot choose its address", async () => {
    const client = await target.createClient();
    await target.call(`/rest/v1/profiles/x?client=${client.code}`, { headers: { "X-Forwarded-For": "203.0.113.9" } });
    await vi.waitFor(
      async () => expect((await backdoor.readImpact(client.code)).callers).toMatchObject([{ address: "127.0.0.1" }]),
      { timeout: 20_000, interval: 250 },
    );
  });

  test("addresses are kept as the client's settings say", async () => {
    const client = await target.createClient({ settings: { ipObfuscation: "LAST_OCTET" } });
    await target.call(`/rest/v1/profiles/x?client=${client.code}`);
    await vi.waitFor(
      async () => expect((await backdoor.readImpact(client.code)).callers).toMatchObject([{ address: "127.0.0.0" }]),
      { timeout: 20_000, interval: 250 },
    );
  });
});

describeTargets((target) => {
  describe("a reply to a live token", () => {
    const at = (millis: number) => new Date(Math.ceil((Date.now() + millis) / 1000) * 1000);

    test("says in the token's last 30 days when it expires", async () => {
      const client = await target.createClient({ settings: { requireAuthentication: true } });
      const path = `/m2/${client.code}/profile/update?mbox3rdPartyId=crm-1&profile.tier=gold`;
      const noticeOf = async (expiresAt: Date) => {
        const reply = await target.call(path, { headers: bearer(await client.issueToken({ expiresAt })) });
        expect(reply.status).toBe(200);
        return reply.headers.get("silhouette-token-expires");
      };
      const soon = at(29 * DAY);
      expect(await noticeOf(soon)).toBe(soon.toUTCString());
      expect(await noticeOf(at(31 * DAY))).toBeNull();
    });

    test("says until when a replaced token works on (U-25)", async () => {
      const client = await target.createClient({ settings: { requireAuthentication: true } });
      const graceEndsAt = at(3_600_000);
      const token = await client.issueToken({ revokedAt: new Date(), graceEndsAt });
      const reply = await target.call(`/rest/v1/profiles/x?client=${client.code}`, { headers: bearer(token) });
      expect(reply.headers.get("silhouette-token-replaced-until")).toBe(graceEndsAt.toUTCString());
    });
  });
});
