import { expect, test } from "vitest";
import { fakeDependencies, grant, makeClient, makeSession } from "@/test/fake-dependencies";
import { answer } from "./session-route";

const acme = makeClient({ code: "acme" });
const other = makeClient({ code: "other" });

const route = {
  method: "GET",
  path: "/api/console/{code}/file",
  permission: "audit:read",
  handle: async () => new Response("file"),
} as const;

function world(role: "observer" | "approver") {
  const { dependencies, audit } = fakeDependencies({ clients: [acme, other] });
  const session = makeSession(grant(role, acme));
  const call = (code: string) => {
    const request = new Request(`http://console.example/api/console/${code}/file`);
    return answer(route, request, { code }, "call-1", session, dependencies);
  };
  return { call, audit };
}

test("a client out of reach answers like one that is not there, and both are in the log of the installation", async () => {
  const { call, audit } = world("approver");
  expect([(await call("other")).status, (await call("nobody")).status]).toEqual([404, 404]);
  const refused = { clientId: null, action: "permission.refused", target: "GET /api/console/{code}/file" };
  expect(audit).toMatchObject([
    { ...refused, actor: { kind: "member", name: "ada@example.com" }, detail: { client: "other" } },
    { ...refused, detail: { client: "nobody" } },
  ]);
});

test("a role that is too low is refused in the log of its own client", async () => {
  const { call, audit } = world("observer");
  expect((await call("acme")).status).toBe(403);
  expect(audit).toMatchObject([{ clientId: acme.id, action: "permission.refused" }]);
});
