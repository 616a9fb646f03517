import type { NoticeStore } from "@silhouette/core/notice";
import { refuse, succeed } from "@silhouette/core/result";
import { afterAll, expect, test, vi } from "vitest";
import { type ActionState, runAuthorized } from "@/server/authorized-action";
import { fakeDependencies, grant, makeClient, makeSession, origin } from "@/test/fake-dependencies";

// The definition as it stands, in place of the action that is made of it; the page is nobody's here.
vi.mock("@/server/authorized-action", async (original) => ({
  ...(await original<typeof import("@/server/authorized-action")>()),
  authorizedAction: (definition: unknown) => definition,
}));
vi.mock("next/cache", () => ({ refresh: () => {} }));

// Files share their process: another one may have loaded the actions as they are, or may want them so.
vi.resetModules();
const actions = await import("./actions");
afterAll(() => void vi.resetModules());

type Outcome = ActionState<{ readonly secret: string }, "confirmation-required">;

const definition = actions.makeWebhookSecretAction as unknown as Parameters<
  typeof runAuthorized<unknown, { readonly secret: string }, "confirmation-required">
>[0];

/** A client with its secrets, and the form of a member of it. */
function makeWorld(role: "approver" | "observer" = "approver") {
  const acme = makeClient();
  const { dependencies, audit } = fakeDependencies({ clients: [acme] });
  const kept: string[] = [];
  const replaceWebhookSecret: NoticeStore["replaceWebhookSecret"] = async (_actor, secret, _origin, _now, options) => {
    if (options?.onlyFirst === true && kept.length > 0) return refuse("exists");
    kept.push(secret);
    return succeed(null);
  };
  const notices = { ...dependencies.notices, replaceWebhookSecret };
  const session = makeSession(grant(role, acme));
  const send = (fields: Readonly<Record<string, string>>, sentBy = session): Promise<Outcome> =>
    runAuthorized(definition, sentBy, { clientCode: acme.code, ...fields }, origin, { ...dependencies, notices });
  return { kept, audit, session, send };
}

const asked = { kind: "refused", refusal: "confirmation-required" };

test("the first webhook secret is made without a question, and its text is in the answer", async () => {
  const { kept, send } = makeWorld();
  const made = await send({ isFirst: "true" });
  expect(made).toMatchObject({ kind: "done", value: { secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/) } });
  expect(made).toMatchObject({ value: { secret: kept[0] } });
});

test("a secret that stands is replaced only after the question, also where the page knew of none", async () => {
  const { kept, send } = makeWorld();
  await send({ isFirst: "true" });
  for (const fields of [{}, { isFirst: "true" }, { isFirst: "true", confirmed: "true" }, { confirmed: "yes" }]) {
    expect(await send(fields)).toMatchObject(asked);
  }
  expect(kept).toHaveLength(1);
  expect(await send({ confirmed: "true" })).toMatchObject({ kind: "done" });
  expect(kept).toHaveLength(2);
});

test("a webhook secret asks for the right to change settings, which is refused in the audit log, and a recent sign-in", async () => {
  const observer = makeWorld("observer");
  expect(await observer.send({ isFirst: "true" })).toMatchObject({ kind: "refused", refusal: "forbidden" });
  expect(observer.audit).toMatchObject([{ action: "permission.refused" }]);
  const { kept, session, send } = makeWorld();
  const old = await send({ isFirst: "true" }, { ...session, provedAt: new Date(0) });
  expect(old).toMatchObject({ kind: "refused", refusal: "confirm-identity" });
  expect([...kept, ...observer.kept]).toEqual([]);
});
