import { expect, test } from "vitest";
import { addressBucket, credentialLimit, passwordLimits, resetRequestLimits, secondFactorLimits } from "./sign-in.ts";

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:0001:2::9", "2001:db8:1:2::/64"],
  ["2001:db8::9", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["", ""],
  ["not an address", "not an address"],
])("failures from %s are counted under %s", (address, bucket) => {
  expect(addressBucket(address)).toBe(bucket);
});

const attempt = { account: "ada@example.com", address: "2001:db8::9", knownDevice: null };
const subjects = (limits: readonly { kind: string; subject: string }[]) =>
  limits.map(({ kind, subject }) => `${kind}: ${subject}`);

test("a stranger is counted by account and address, by account, and by address", () => {
  expect(subjects(passwordLimits(attempt))).toEqual([
    "account-address: ada@example.com 2001:db8:0:0::/64",
    "account: ada@example.com",
    "address: 2001:db8:0:0::/64",
  ]);
});

test("a known device is counted by itself alone, whoever else tries from its address", () => {
  expect(subjects(passwordLimits({ ...attempt, knownDevice: "device" }))).toEqual(["device: ada@example.com device"]);
  expect(subjects(secondFactorLimits({ ...attempt, knownDevice: "device" }))).toEqual([
    "second-factor-device: ada@example.com device",
  ]);
});

test("a program is counted at its address by itself, and those that nobody knows together", () => {
  expect(subjects([credentialLimit("c-1", "2001:db8::9")])).toEqual(["credential: c-1 2001:db8:0:0::/64"]);
  expect(subjects([credentialLimit(null, "2001:db8::9")])).toEqual(["credential-address: 2001:db8:0:0::/64"]);
});

test("no counter of one kind of attempt is another's", () => {
  const ofPrograms = [credentialLimit("c-1", attempt.address), credentialLimit(null, attempt.address)];
  const ofPeople = [...passwordLimits(attempt), ...secondFactorLimits(attempt), ...resetRequestLimits(attempt)];
  const limits = [...ofPeople, ...ofPrograms];
  expect(new Set(limits.map(({ kind }) => kind)).size).toBe(limits.length);
});
