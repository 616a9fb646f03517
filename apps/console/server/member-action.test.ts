import { succeed } from "@silhouette/core/result";
import { RECENT_SIGN_IN_SECONDS } from "@silhouette/core/session";
import { expect, test } from "vitest";
import { z } from "zod";
import { fakeDependencies, makeSession, now, origin } from "@/test/fake-dependencies";
import { runAsMember } from "./member-action";

const action = {
  name: "test.act",
  isRecent: true,
  input: z.object({ value: z.string() }),
  run: async ({ input }: { input: { value: string } }) => succeed(input.value),
} as const;
// Without any role: one's own account is everybody's.
const session = makeSession();
const run = (given: typeof session | null, fields: Record<string, unknown> = { value: "x" }) =>
  runAsMember(action, given, fields, origin, fakeDependencies().dependencies);

test("a member without any role acts on the own account", async () => {
  expect(await run(session)).toEqual({ kind: "done", value: "x", requestId: "request-1" });
});

test("an old sign-in, no session and a form that does not fit are refused before anything runs", async () => {
  const provedAt = new Date(now.getTime() - RECENT_SIGN_IN_SECONDS * 1000);
  expect(await run({ ...session, provedAt })).toMatchObject({ refusal: "confirm-identity" });
  expect(await run(null)).toMatchObject({ refusal: "signed-out" });
  expect(await run(session, {})).toMatchObject({ refusal: "invalid-input" });
});

test("an action that asks first does nothing until the form says that it is confirmed", async () => {
  const { dependencies } = fakeDependencies();
  const run = (fields: object) =>
    runAsMember({ ...action, asksFirst: true }, session, { value: "x", ...fields }, origin, dependencies);
  expect(await run({})).toMatchObject({ kind: "refused", refusal: "confirmation-required" });
  expect(await run({ confirmed: "true" })).toMatchObject({ kind: "done" });
});
