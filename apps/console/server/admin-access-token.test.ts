import { SignJWT } from "jose";
import { expect, test } from "vitest";
import { adminAccessTokenSeconds, createAdminAccessTokens } from "./admin-access-token";

const secret = "s".repeat(32);
const now = new Date("2026-03-02T09:00:00.000Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

test("an access token names its credential until it expires, and not a second longer", async () => {
  const tokens = createAdminAccessTokens(secret);
  const text = await tokens.issue("credential-1", now);
  expect(await tokens.verify(text, later(adminAccessTokenSeconds - 1))).toBe("credential-1");
  expect(await tokens.verify(text, later(adminAccessTokenSeconds + 1))).toBeNull();
});

test("an access token of another installation is refused", async () => {
  const text = await createAdminAccessTokens("another secret, as long as it must be").issue("credential-1", now);
  expect(await createAdminAccessTokens(secret).verify(text, now)).toBeNull();
});

test("a changed, an unsigned and a made-up token are refused", async () => {
  const tokens = createAdminAccessTokens(secret);
  const [header, payload] = (await tokens.issue("credential-1", now)).split(".");
  const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url")}.${payload}.`;
  for (const text of [`${header}.${payload}.AAAA`, unsigned, "garbage", ""]) {
    expect(await tokens.verify(text, now)).toBeNull();
  }
});

test("a token signed with the installation's secret itself is refused: the key is derived from it", async () => {
  const forged = await new SignJWT()
    .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
    .setSubject("credential-1")
    .setAudience("silhouette:admin-api")
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(secret));
  expect(await createAdminAccessTokens(secret).verify(forged, new Date())).toBeNull();
});
