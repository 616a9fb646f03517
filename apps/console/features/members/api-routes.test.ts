import { ROLES, type Role } from "@silhouette/core/permission";
import { describe, expect, test } from "vitest";
import { administrationWorld, defaultId, problemOf } from "@/test/administration-world";
import { now } from "@/test/fake-dependencies";
import { memberRoutes } from "./api-routes";

const world = (role?: Role) => administrationWorld(memberRoutes, role);
const MEMBERS = "/clients/acme/members";
const editor = { role: "editor", workspaceId: defaultId };

describe("200, 201 and 204", () => {
  test("members are listed with the roles of this client, page by page", async () => {
    const { call, bob } = await world();
    const first = await call("GET", `${MEMBERS}?limit=1`);
    expect(first.body.members).toEqual([
      {
        memberId: bob.id,
        email: "bob@example.com",
        name: "Bob",
        state: "active",
        createdAt: now.toISOString(),
        lastSeenAt: null,
        hasSecondFactor: false,
        hasSingleSignOn: false,
        roles: [{ ...editor, workspaceName: defaultId }],
        isManageable: true,
      },
    ]);
    const second = await call("GET", `${MEMBERS}?limit=1&cursor=${first.body.next}`);
    expect([second.body.members[0].email, second.body.next]).toEqual(["root@example.com", null]);
  });

  test("who is invited without a mail server gets a link to be handed over, in the reply alone", async () => {
    const { call, audit } = await world();
    const invitation = { email: " New@Example.com ", name: "Nia", roles: [editor] };
    const { status, body } = await call("POST", MEMBERS, invitation);
    expect([status, body.member.email, body.member.state]).toEqual([201, "new@example.com", "invited"]);
    expect(body.invitation).toEqual({
      delivery: "shown",
      url: "http://console.example/invitation#the-code",
      expiresAt: now.toISOString(),
    });
    expect(JSON.stringify(audit)).not.toContain("the-code");
  });

  test("who has an account gets the roles and no link", async () => {
    const { call, stranger } = await world();
    const { status, body } = await call("POST", MEMBERS, { email: stranger.email, name: "X", roles: [editor] });
    expect([status, body.invitation, body.member.roles.length]).toEqual([201, null, 1]);
  });

  test("a member is read, renamed, disabled, enabled, given other roles and removed", async () => {
    const { call, bob } = await world();
    const path = `${MEMBERS}/${bob.id}`;
    expect((await call("PATCH", path, { name: "Robert" })).body.name).toBe("Robert");
    expect((await call("POST", `${path}/disable`)).body.state).toBe("disabled");
    expect((await call("POST", `${path}/enable`)).body.state).toBe("active");
    const roles = [{ role: "approver", workspaceId: defaultId }, { role: "productAdmin" }];
    const set = await call("PUT", `${path}/roles`, { roles });
    expect(set.body.member.roles.map(({ role }: { role: string }) => role)).toEqual(["approver", "productAdmin"]);
    expect((await call("GET", path)).body).toEqual(set.body.member);
    expect(await call("DELETE", path)).toEqual({ status: 204, body: null });
    expect((await call("GET", path)).status).toBe(404);
  });

  test("roles that are all taken leave nobody to show", async () => {
    const { call, bob } = await world();
    expect(await call("PUT", `${MEMBERS}/${bob.id}/roles`, { roles: [] })).toEqual({
      status: 200,
      body: { member: null },
    });
  });

  test("a link is a new invitation for who has not joined, and a reset for everybody else", async () => {
    const { call, bob } = await world();
    const link = () => call("POST", `${MEMBERS}/${bob.id}/password-reset-link`);
    expect((await link()).body.url).toBe("http://console.example/password-reset#the-code");
    bob.isJoined = false;
    expect((await link()).body.url).toBe("http://console.example/invitation#the-code");
  });

  test("links lead to where the program has reached the console", async () => {
    const { call, bob } = await world();
    const host = { host: "profiles.internal:3000" };
    const invitation = { email: "new@example.com", name: "Nia", roles: [editor] };
    const invited = (await call("POST", MEMBERS, invitation, host)).body.invitation;
    const link = (await call("POST", `${MEMBERS}/${bob.id}/password-reset-link`, undefined, host)).body;
    const reset = (await call("POST", `${MEMBERS}/${bob.id}/reset-second-factor`, undefined, host)).body.link;
    expect([invited, link, reset].map(({ url }) => new URL(url).origin)).toEqual(
      Array(3).fill("http://profiles.internal:3000"),
    );
  });

  test("a lost second factor is reset once, with a link for a new password, and sessions end", async () => {
    const { call, bob } = await world();
    const reset = () => call("POST", `${MEMBERS}/${bob.id}/reset-second-factor`);
    expect((await reset()).body.link.url).toBe("http://console.example/password-reset#the-code");
    expect(problemOf(await reset())).toEqual([409, "no-second-factor"]);
    expect((await call("POST", `${MEMBERS}/${bob.id}/end-sessions`)).body).toEqual({ ended: 2 });
  });

  test("an address is changed, single sign-on unlinked once, and the account deleted", async () => {
    const { call, bob, accounts } = await world();
    const path = `${MEMBERS}/${bob.id}`;
    const changed = await call("PUT", `${path}/email`, { email: " Bob@Example.org " });
    expect([changed.status, changed.body.email]).toEqual([200, "bob@example.org"]);
    const taken = await call("PUT", `${path}/email`, { email: "eve@example.com" });
    expect([...problemOf(taken), taken.body.errors[0].parameter]).toEqual([409, "email-taken", "email"]);
    expect(problemOf(await call("PUT", `${path}/email`, { email: "bob" }))).toEqual([400, "parameter-invalid"]);
    bob.hasIdentity = true;
    expect((await call("GET", path)).body.hasSingleSignOn).toBe(true);
    const unlink = () => call("POST", `${path}/unlink-single-sign-on`);
    expect((await unlink()).body.hasSingleSignOn).toBe(false);
    expect(problemOf(await unlink())).toEqual([409, "no-single-sign-on"]);
    expect(await call("POST", `${path}/delete-account`)).toEqual({ status: 204, body: null });
    expect(accounts).not.toContain(bob);
  });

  test("a place whose member is gone is refused, and a place holds no address", async () => {
    const { call, accounts } = await world();
    const { body } = await call("GET", `${MEMBERS}?limit=1`);
    expect(Buffer.from(body.next, "base64url").toString()).not.toContain("@");
    accounts.splice(
      accounts.findIndex(({ id }) => id === body.members[0].memberId),
      1,
    );
    const gone = await call("GET", `${MEMBERS}?limit=1&cursor=${body.next}`);
    expect([...problemOf(gone), gone.body.errors[0].parameter]).toEqual([400, "parameter-invalid", "cursor"]);
  });

  test("who runs the installation lists everybody, with clients by their codes", async () => {
    const { call } = await world("sysadmin");
    const { body } = await call("GET", "/members");
    const codes = body.members.map(({ email, roles }: { email: string; roles: { clientCode: string | null }[] }) => [
      email,
      roles.map(({ clientCode }) => clientCode),
    ]);
    expect(codes).toEqual([
      ["bob@example.com", ["acme"]],
      ["eve@example.com", ["other"]],
      ["root@example.com", [null]],
    ]);
  });
});

describe("refusals", () => {
  test.each([
    [{ name: "Nia", roles: [editor] }, "parameter-missing", "email"],
    [{ email: "nia", name: "Nia", roles: [editor] }, "parameter-invalid", "email"],
    [{ email: "nia@example.com", name: "a\nb", roles: [editor] }, "parameter-invalid", "name"],
    [{ email: "nia@example.com", name: "Nia", roles: [] }, "parameter-invalid", "roles"],
    [
      { email: "nia@example.com", name: "Nia", roles: [{ role: "editor" }] },
      "parameter-missing",
      "roles.0.workspaceId",
    ],
    [{ email: "nia@example.com", name: "Nia", roles: [{ role: "king" }] }, "parameter-invalid", "roles.0.role"],
    [
      { email: "nia@example.com", name: "Nia", roles: [{ role: "productAdmin", workspaceId: defaultId }] },
      "parameter-invalid",
      "workspaceId",
    ],
    [
      { email: "nia@example.com", name: "Nia", roles: [{ role: "editor", workspaceId: "unknown" }] },
      "parameter-invalid",
      "roles",
    ],
  ])("400 names what is wrong: %j", async (given, type, parameter) => {
    const { call, accounts } = await world();
    const reply = await call("POST", MEMBERS, given);
    expect([...problemOf(reply), reply.body.errors[0].parameter]).toEqual([400, type, parameter]);
    expect(accounts).toHaveLength(3);
  });

  test.each(ROLES)("403 by the table, audited: %s", async (role) => {
    const { call, audit } = await world(role);
    const isAllowed = ["workspaceAdmin", "productAdmin", "sysadmin"].includes(role);
    expect((await call("GET", MEMBERS)).status).toBe(isAllowed ? 200 : 403);
    expect((await call("GET", "/members")).status).toBe(role === "sysadmin" ? 200 : 403);
    const refused = audit.map(({ action, detail }) => `${action} ${detail.permission}`);
    expect(refused).toEqual([
      ...(isAllowed ? [] : ["permission.refused member:manage"]),
      ...(role === "sysadmin" ? [] : ["permission.refused client:manage"]),
    ]);
  });

  test("403 for roles and accounts beyond reach, audited with what was tried", async () => {
    const { call, audit, root, bob } = await world("workspaceAdmin");
    const tries = [
      await call("POST", MEMBERS, { email: "nia@example.com", name: "Nia", roles: [{ role: "productAdmin" }] }),
      await call("PUT", `${MEMBERS}/${bob.id}/roles`, { roles: [{ role: "sysadmin" }] }),
      await call("DELETE", `${MEMBERS}/${root.id}`),
      await call("POST", `${MEMBERS}/${root.id}/disable`),
      await call("PATCH", `${MEMBERS}/${root.id}`, { name: "Nobody" }),
      await call("POST", `${MEMBERS}/${root.id}/password-reset-link`),
      await call("POST", `${MEMBERS}/${root.id}/reset-second-factor`),
      await call("POST", `${MEMBERS}/${root.id}/end-sessions`),
      await call("PUT", `${MEMBERS}/${root.id}/email`, { email: "nia@example.com" }),
      await call("POST", `${MEMBERS}/${root.id}/unlink-single-sign-on`),
      await call("POST", `${MEMBERS}/${root.id}/delete-account`),
    ];
    expect(tries.map(problemOf)).toEqual(Array(11).fill([403, "beyond-reach"]));
    expect(audit.map(({ action, detail }) => [action, detail.permission])).toEqual(
      Array(11).fill(["permission.refused", "member:manage"]),
    );
  });

  test("404 for the neighbour's member, exactly as for nobody and for what is no id", async () => {
    const { call, stranger } = await world();
    for (const id of [stranger.id, "00000000-0000-4000-8000-ffffffffffff", "x"]) {
      for (const [method, path, body] of [
        ["GET", ""],
        ["PATCH", "", { name: "Eve" }],
        ["DELETE", ""],
        ["PUT", "/roles", { roles: [editor] }],
        ["POST", "/disable"],
        ["POST", "/enable"],
        ["POST", "/password-reset-link"],
        ["POST", "/reset-second-factor"],
        ["POST", "/end-sessions"],
        ["PUT", "/email", { email: "eve@example.org" }],
        ["POST", "/unlink-single-sign-on"],
        ["POST", "/delete-account"],
      ] as const) {
        expect(problemOf(await call(method, `${MEMBERS}/${id}${path}`, body))).toEqual([404, "not-found"]);
      }
    }
  });

  test("409 for the last Sysadmin, and for a link of who is disabled", async () => {
    const { call, root, bob } = await world("sysadmin");
    for (const act of ["disable", "delete-account"]) {
      expect(problemOf(await call("POST", `${MEMBERS}/${root.id}/${act}`))).toEqual([409, "last-sysadmin"]);
    }
    bob.isDisabled = true;
    const link = await call("POST", `${MEMBERS}/${bob.id}/password-reset-link`);
    expect(problemOf(link)).toEqual([409, "member-disabled"]);
  });
});
