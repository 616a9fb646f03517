import { createHash } from "node:crypto";
import { encode } from "next-auth/jwt";
import { expect, test } from "vitest";
import { readCsrfToken, readSessionSecret } from "./sign-in";

const authSecret = "s".repeat(32);
const cookies = (values: Record<string, string>) => ({
  get: (name: string) => (values[name] === undefined ? undefined : { value: values[name] }),
});
const hash = (token: string, secret: string) => createHash("sha256").update(`${token}${secret}`).digest("hex");

test("a session cookie gives its secret back, and nothing when it was made with another key", async () => {
  const cookie = await encode({ token: { sub: "session-secret" }, secret: authSecret });
  expect(await readSessionSecret(cookie, authSecret)).toBe("session-secret");
  expect(await readSessionSecret(cookie, "o".repeat(32))).toBeNull();
  expect(await readSessionSecret("garbage", authSecret)).toBeNull();
  expect(await readSessionSecret(undefined, authSecret)).toBeNull();
});

test("a session cookie past its end gives nothing", async () => {
  const cookie = await encode({ token: { sub: "session-secret" }, secret: authSecret, maxAge: -60 });
  expect(await readSessionSecret(cookie, authSecret)).toBeNull();
});

test("the form's token is taken only from a cookie that this installation made", () => {
  const value = `abc|${hash("abc", authSecret)}`;
  expect(readCsrfToken(cookies({ "silhouette-csrf": value }), authSecret, false)).toBe("abc");
  expect(readCsrfToken(cookies({ "__Host-silhouette-csrf": value }), authSecret, true)).toBe("abc");
  expect(readCsrfToken(cookies({ "silhouette-csrf": value }), authSecret, true)).toBeNull();
  expect(readCsrfToken(cookies({ "silhouette-csrf": `abc|${hash("abc", "other")}` }), authSecret, false)).toBeNull();
  expect(readCsrfToken(cookies({ "silhouette-csrf": "abc" }), authSecret, false)).toBeNull();
  expect(readCsrfToken(cookies({}), authSecret, false)).toBeNull();
});
