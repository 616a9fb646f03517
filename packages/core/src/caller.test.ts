import fc from "fast-check";
import { expect, test } from "vitest";
import { AGENT_LENGTH_MAX, keptAddress, keptAgent } from "./caller.ts";

test.each([
  // given, NONE, LAST_OCTET
  ["192.0.2.17", "192.0.2.17", "192.0.2.0"],
  ["192.0.2.0", "192.0.2.0", "192.0.2.0"],
  ["::ffff:192.0.2.17", "192.0.2.17", "192.0.2.0"],
  ["::FFFF:c000:0211", "192.0.2.17", "192.0.2.0"],
  ["192.0.2.17:51234", "192.0.2.17", "192.0.2.0"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1::"],
  ["2001:DB8:0001::6", "2001:db8:1::6", "2001:db8:1::"],
  ["[2001:db8:1::6]:443", "2001:db8:1::6", "2001:db8:1::"],
  ["fe80::1%eth0", "fe80::1", "fe80::"],
  ["::1", "::1", "::"],
  ["64:ff9b::192.0.2.17", "64:ff9b::c000:211", "64:ff9b::"],
  ["unknown", "unknown", ""],
  ["_hidden\0", "_hidden", ""],
  ["999.0.2.17", "999.0.2.17", ""],
  ["", "", ""],
])("%s is kept as %s, without its last part as %s, and not at all when stripped", (given, whole, shortened) => {
  expect(keptAddress(given, "NONE")).toBe(whole);
  expect(keptAddress(given, "LAST_OCTET")).toBe(shortened);
  expect(keptAddress(given, "STRIP")).toBe("");
});

const group = fc.integer({ min: 0, max: 0xffff });
const groups = (length: number) => fc.array(group, { minLength: length, maxLength: length });

test("of an IPv6 address without its last part 48 bits stay, however the address is written", () => {
  const write = (numbers: readonly number[]) => numbers.map((number) => number.toString(16)).join(":");
  fc.assert(
    fc.property(groups(3), groups(5), groups(5), (site, one, other) => {
      fc.pre(site.some((number) => number !== 0));
      const shortened = keptAddress(write([...site, ...one]), "LAST_OCTET");
      expect(keptAddress(write([...site, ...other]).toUpperCase(), "LAST_OCTET")).toBe(shortened);
      expect(keptAddress(write([...site, 0, 0, 0, 0, 0]), "NONE")).toBe(shortened);
    }),
  );
});

test.each([
  ["curl/8.17.0", "curl/8.17.0"],
  ["  padded ", "padded"],
  ["", ""],
  ["a\0b\ud800", "ab\ufffd"],
  ["a".repeat(AGENT_LENGTH_MAX), "a".repeat(AGENT_LENGTH_MAX)],
  ["a".repeat(AGENT_LENGTH_MAX + 1), "a".repeat(AGENT_LENGTH_MAX)],
])("the agent %j is kept as %j", (given, kept) => {
  expect(keptAgent(given)).toBe(kept);
});

test("an agent that is cut inside a character can be stored", () => {
  expect(keptAgent(`${"a".repeat(AGENT_LENGTH_MAX - 1)}\u{1f600}`).isWellFormed()).toBe(true);
});
