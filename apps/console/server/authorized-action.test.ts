import { refuse, succeed } from "@silhouette/core/result";
import { RECENT_SIGN_IN_SECONDS } from "@silhouette/core/session";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { fakeDependencies, grant, makeClient, makeSession, origin } from "@/test/fake-dependencies";
import { runAuthorized } from "./authorized-action";

const acme = makeClient({ code: "acme" });
const other = makeClient({ code: "other" });

const action = {
  name: "test.act",
  permission: "settings:write",
  input: z.object({ value: z.string() }),
  run: async ({ client, input }: { client: { code: string }; input: { value: string } }) =>
    succeed(`${client.code} ${input.value}`),
} as const;

const fields = { clientCode: "acme", value: "x" };

test("whoever may, acts in the client that the form was made for", async () => {
  const { dependencies } = fakeDependencies({ clients: [acme, other] });
  const session = makeSession(grant("sysadmin", null));
  const state = await runAuthorized(action, session, { clientCode: "other", value: "x" }, origin, dependencies);
  expect(state).toEqual({ kind: "done", value: "other x", requestId: "request-1" });
});

test("whoever is not signed in does nothing", async () => {
  const { dependencies, audit } = fakeDependencies({ clients: [acme] });
  const state = await runAuthorized(action, null, fields, origin, dependencies);
  expect(state).toEqual({ kind: "refused", refusal: "signed-out", requestId: "request-1" });
  expect(audit).toHaveLength(0);
});

test("a role that is too low is refused, and the refusal is audited", async () => {
  const { dependencies, audit } = fakeDependencies({ clients: [acme] });
  const session = makeSession(grant("observer", acme));
  const state = await runAuthorized(action, session, fields, origin, dependencies);
  expect(state).toEqual({ kind: "refused", refusal: "forbidden", requestId: "request-1" });
  expect(audit).toEqual([
    {
      clientId: acme.id,
      actor: { kind: "member", id: "user-1", name: "ada@example.com" },
      action: "permission.refused",
      target: "test.act",
      detail: { permission: "settings:write" },
      origin,
    },
  ]);
});

test("a role in one client is none in its neighbour, which answers like a client that does not exist", async () => {
  const { dependencies, audit } = fakeDependencies({ clients: [acme, other] });
  const session = makeSession(grant("productAdmin", acme));
  const foreign = await runAuthorized(action, session, { ...fields, clientCode: "other" }, origin, dependencies);
  const absent = await runAuthorized(action, session, { ...fields, clientCode: "nobody" }, origin, dependencies);
  const unnamed = await runAuthorized(action, session, { value: "x" }, origin, dependencies);
  expect(foreign).toEqual({ kind: "refused", refusal: "forbidden", requestId: "request-1" });
  expect(absent).toEqual(foreign);
  expect(unnamed).toEqual(foreign);
  // A stranger writes nothing into the log of a client.
  expect(audit.map(({ clientId, action, detail }) => [clientId, action, detail.client])).toEqual([
    [null, "permission.refused", "other"],
    [null, "permission.refused", "nobody"],
    [null, "permission.refused", null],
  ]);
});

test("a form that does not fit is refused before anything runs", async () => {
  const { dependencies } = fakeDependencies({ clients: [acme] });
  const session = makeSession(grant("sysadmin", null));
  const state = await runAuthorized(action, session, { clientCode: "acme" }, origin, dependencies);
  expect(state).toEqual({ kind: "refused", refusal: "invalid-input", requestId: "request-1", fields: ["value"] });
});

test("whatever a form is refused for, what was typed goes back, and only where its action says so", async () => {
  const { dependencies } = fakeDependencies({ clients: [acme] });
  const session = makeSession(grant("sysadmin", null));
  const sent = { clientCode: "acme", value: "x", note: "y", $ACTION_KEY: "z", file: new Blob() };
  const typed = { value: "x", note: "y" };
  const taken = { ...action, run: async () => refuse("name-taken" as const) };
  const run = (definition: typeof taken | typeof action, of: object = sent) =>
    runAuthorized({ ...definition, givesBack: true }, session, { ...of }, origin, dependencies);
  expect(await run(taken)).toMatchObject({ refusal: "name-taken", typed });
  expect(await run(action, { ...sent, value: new Blob() })).toMatchObject({
    refusal: "invalid-input",
    typed: { note: "y" },
    fields: ["value"],
  });
  expect(await run(action)).not.toHaveProperty("typed");
  expect(await runAuthorized(taken, session, sent, origin, dependencies)).not.toHaveProperty("typed");
});

describe("an action that asks for a recent sign-in", () => {
  const sensitive = { ...action, isRecent: true } as const;
  const signedIn = { ...makeSession(grant("sysadmin", null)) };
  const runAfter = (seconds: number | null) => {
    const { dependencies } = fakeDependencies({ clients: [acme] });
    const provedAt = seconds === null ? null : new Date(dependencies.now().getTime() - seconds * 1000);
    return runAuthorized(sensitive, { ...signedIn, provedAt }, fields, origin, dependencies);
  };

  test("runs until the sign-in is 15 minutes old, and not from then on", async () => {
    expect(await runAfter(RECENT_SIGN_IN_SECONDS - 1)).toMatchObject({ kind: "done" });
    const refused = { kind: "refused", refusal: "confirm-identity", requestId: "request-1" };
    expect(await runAfter(RECENT_SIGN_IN_SECONDS)).toEqual(refused);
    expect(await runAfter(null)).toEqual(refused);
  });

  test("may ask for it by what is to change", async () => {
    const { dependencies } = fakeDependencies({ clients: [acme] });
    const guarding = {
      ...action,
      isRecent: (client: { code: string }, input: { value: string }) => client.code === "acme" && input.value === "x",
    };
    const long = { ...signedIn, provedAt: null };
    const run = (value: string) => runAuthorized(guarding, long, { ...fields, value }, origin, dependencies);
    expect(await run("x")).toMatchObject({ refusal: "confirm-identity" });
    expect(await run("y")).toMatchObject({ kind: "done" });
    const recent = { ...signedIn, provedAt: dependencies.now() };
    expect(await runAuthorized(guarding, recent, fields, origin, dependencies)).toMatchObject({ kind: "done" });
  });

  test("tells a role that is too low nothing of it", async () => {
    const { dependencies } = fakeDependencies({ clients: [acme] });
    const session = { ...makeSession(grant("observer", acme)), provedAt: null };
    const state = await runAuthorized(sensitive, session, fields, origin, dependencies);
    expect(state).toMatchObject({ refusal: "forbidden" });
  });
});

describe("an action that asks first", () => {
  const { dependencies } = fakeDependencies({ clients: [acme] });
  const session = makeSession(grant("sysadmin", null));
  const asked = { kind: "refused", refusal: "confirmation-required", requestId: "request-1" };

  test("does nothing until the form says that it is confirmed, whatever else the form lacks", async () => {
    const destructive = { ...action, asksFirst: true } as const;
    const run = (sent: object) => runAuthorized(destructive, session, { ...sent }, origin, dependencies);
    expect(await run(fields)).toEqual(asked);
    expect(await run({ ...fields, confirmed: "" })).toEqual(asked);
    expect(await run({ clientCode: "acme" })).toEqual(asked);
    expect(await run({ ...fields, confirmed: "true" })).toMatchObject({ kind: "done" });
  });

  test("may ask about some forms alone", async () => {
    const destructive = { ...action, asksFirst: ({ value }: { value?: unknown }) => value === "none" };
    const run = (value: string) => runAuthorized(destructive, session, { ...fields, value }, origin, dependencies);
    expect(await run("none")).toEqual(asked);
    expect(await run("x")).toMatchObject({ kind: "done" });
  });

  test("tells a role that is too low nothing of it", async () => {
    const observer = makeSession(grant("observer", acme));
    const state = await runAuthorized({ ...action, asksFirst: true }, observer, fields, origin, dependencies);
    expect(state).toMatchObject({ refusal: "forbidden" });
  });
});
