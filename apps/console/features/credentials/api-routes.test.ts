import { CREDENTIAL_LIFETIME_DAYS_MAX } from "@silhouette/core/credential";
import { ROLES, type Role } from "@silhouette/core/permission";
import { describe, expect, test } from "vitest";
import { administrationWorld, defaultId, problemOf } from "@/test/administration-world";
import { now } from "@/test/fake-dependencies";
import { credentialRoutes } from "./api-routes";

const world = (role?: Role) => administrationWorld(credentialRoutes, role);
const PATH = "/clients/acme/credentials";
const sync = { name: "Nightly sync", role: "approver", workspaceId: defaultId };
const daysLater = (days: number, millis = 0) => new Date(now.getTime() + days * 86_400_000 + millis).toISOString();

describe("200 and 201", () => {
  test("a new credential shows its secret once, and no list or log has it", async () => {
    const { call, audit } = await world();
    const { status, body } = await call("POST", PATH, { ...sync, expiresAt: daysLater(30) });
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({
        clientId: expect.stringMatching(/^[0-9A-Za-z]{20}$/),
        clientSecret: expect.stringMatching(/^silcs_[0-9A-Za-z]{43}$/),
        role: "approver",
        workspaceId: defaultId,
        state: "live",
        expiresAt: daysLater(30),
      }),
    ]);
    const { clientSecret, ...listed } = body;
    expect((await call("GET", PATH)).body).toEqual({ next: null, credentials: [listed] });
    expect((await call("GET", `${PATH}/${body.credentialId}`)).body).toEqual(listed);
    expect(JSON.stringify(audit)).not.toContain(clientSecret);
  });

  test("a rotation gives another secret, and says how long the former one works", async () => {
    const { call } = await world();
    const { body } = await call("POST", PATH, sync);
    const rotated = await call("POST", `${PATH}/${body.credentialId}/rotate`, { overlap: "24h" });
    expect([rotated.status, rotated.body.previousSecretEndsAt]).toEqual([200, daysLater(1)]);
    expect(rotated.body.clientSecret).toMatch(/^silcs_/);
    const none = await call("POST", `${PATH}/${body.credentialId}/rotate`, {});
    expect(none.body.previousSecretEndsAt).toBeNull();
  });

  test("a credential is renamed and revoked, and stays listed", async () => {
    const { call } = await world();
    const { body } = await call("POST", PATH, sync);
    const path = `${PATH}/${body.credentialId}`;
    expect((await call("PATCH", path, { name: "Daily sync" })).body.name).toBe("Daily sync");
    const revoked = await call("POST", `${path}/revoke`);
    expect([revoked.body.state, revoked.body.revokedAt, revoked.body.revokedBy]).toEqual([
      "revoked",
      now.toISOString(),
      "Automation",
    ]);
    expect((await call("GET", PATH)).body.credentials).toEqual([revoked.body]);
    expect(problemOf(await call("POST", `${path}/rotate`, {}))).toEqual([409, "credential-not-live"]);
  });

  test.each([
    [CREDENTIAL_LIFETIME_DAYS_MAX, 0, 201],
    [CREDENTIAL_LIFETIME_DAYS_MAX, 1, 400],
    [0, 1, 201],
    [0, 0, 400],
  ])("an end %i days and %i ms away answers %i", async (days, millis, expected) => {
    const { call } = await world();
    const { status, body } = await call("POST", PATH, { ...sync, expiresAt: daysLater(days, millis) });
    expect(status).toBe(expected);
    if (expected === 400) expect(body.errors[0].parameter).toBe("expiresAt");
  });
});

describe("refusals", () => {
  test.each([
    [{ ...sync, name: "" }, "name"],
    [{ ...sync, name: "ada@example.com" }, "name"],
    [{ name: "x", role: "approver" }, "workspaceId"],
    [{ name: "x", role: "productAdmin", workspaceId: defaultId }, "workspaceId"],
    [{ ...sync, workspaceId: "unknown" }, "workspaceId"],
    [{ ...sync, expiresAt: "tomorrow" }, "expiresAt"],
  ])("400 names what is wrong: %j", async (given, parameter) => {
    const { call, credentials } = await world();
    const { status, body } = await call("POST", PATH, given);
    expect([status, body.errors[0].parameter, credentials.length]).toEqual([400, parameter, 0]);
  });

  test.each(ROLES)("403 by the table: %s", async (role) => {
    const { call } = await world(role);
    const isAllowed = ["productAdmin", "sysadmin"].includes(role);
    expect((await call("GET", PATH)).status).toBe(isAllowed ? 200 : 403);
    expect((await call("POST", PATH, sync)).status).toBe(isAllowed ? 201 : 403);
    const above = await call("POST", PATH, { name: "Root", role: "sysadmin" });
    expect(above.status).toBe(role === "sysadmin" ? 201 : 403);
  });

  test("nobody makes one above themselves, and the try is audited", async () => {
    const { call, audit, credentials } = await world("productAdmin");
    expect(problemOf(await call("POST", PATH, { name: "Root", role: "sysadmin" }))).toEqual([403, "beyond-reach"]);
    expect(audit).toMatchObject([{ action: "permission.refused", detail: { permission: "credential:manage" } }]);
    expect(credentials).toEqual([]);
  });

  test("404 for another client's, exactly as for none", async () => {
    const { call } = await world("sysadmin");
    const { body } = await call("POST", PATH, sync);
    const elsewhere = PATH.replace("acme", "other");
    for (const path of [
      `${elsewhere}/${body.credentialId}`,
      `${PATH}/00000000-0000-4000-8000-ffffffffffff`,
      `${PATH}/x`,
    ]) {
      expect(problemOf(await call("GET", path))).toEqual([404, "not-found"]);
      expect(problemOf(await call("PATCH", path, { name: "Mine" }))).toEqual([404, "not-found"]);
      expect(problemOf(await call("POST", `${path}/rotate`, {}))).toEqual([404, "not-found"]);
      expect(problemOf(await call("POST", `${path}/revoke`))).toEqual([404, "not-found"]);
    }
  });
});

test("the list goes from page to page, and is narrowed by state", async () => {
  const { call } = await administrationWorld(credentialRoutes);
  const made = [];
  for (const name of ["One", "Two"]) made.push((await call("POST", PATH, { name, role: "productAdmin" })).body);
  const first = await call("GET", `${PATH}?limit=1`);
  expect(first.body.credentials).toMatchObject([{ credentialId: made[0].credentialId }]);
  const second = await call("GET", `${PATH}?limit=1&cursor=${first.body.next}`);
  expect(second.body).toMatchObject({ credentials: [{ credentialId: made[1].credentialId }], next: null });
  expect((await call("GET", `${PATH}?state=revoked`)).body).toEqual({ credentials: [], next: null });
  expect((await call("GET", `${PATH}?state=king`)).status).toBe(400);
});
