import { encode } from "next-auth/jwt";
import { expect, test } from "vitest";
import { makeDeviceCookie, readKnownDevice } from "./known-device";
import { makeSessionCookie, readSessionSecret } from "./sign-in";

const authSecret = "s".repeat(32);

test("a device is known for its own account, whatever the case of the address, and has an id of its own", async () => {
  const first = await makeDeviceCookie("ada@example.com", authSecret, true);
  const second = await makeDeviceCookie("ada@example.com", authSecret, true);
  const id = await readKnownDevice(first.value, " ADA@example.com", authSecret);
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(await readKnownDevice(second.value, "ada@example.com", authSecret)).not.toBe(id);
  expect(await readKnownDevice(first.value, "bob@example.com", authSecret)).toBeNull();
});

test("a cookie that was forged, is old or is another cookie of the sign-in makes no device known", async () => {
  const { value } = await makeDeviceCookie("ada@example.com", authSecret, false);
  expect(await readKnownDevice(value, "ada@example.com", "o".repeat(32))).toBeNull();
  expect(await readKnownDevice(undefined, "ada@example.com", authSecret)).toBeNull();
  const old = await encode({ token: { sub: "x" }, secret: authSecret, salt: "known device", maxAge: -60 });
  expect(await readKnownDevice(old, "ada@example.com", authSecret)).toBeNull();
  const session = await makeSessionCookie("secret", authSecret, false);
  expect(await readKnownDevice(session.value, "ada@example.com", authSecret)).toBeNull();
  expect(await readSessionSecret(value, authSecret)).toBeNull();
});
