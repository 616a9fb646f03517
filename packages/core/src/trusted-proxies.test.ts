import { describe, expect, test } from "vitest";
import { callerAddress, readTrustedProxies } from "./trusted-proxies.ts";

describe("readTrustedProxies", () => {
  test.each(["1", "20", "127.0.0.1", "::1", "10.0.0.0/8, fd00::/8", "1 10.0.0.0/8", "2001:db8::/32", "0.0.0.0/0"])(
    "%s is read",
    (text) => {
      expect(readTrustedProxies(text)).not.toBeNull();
    },
  );

  test.each([
    "0",
    "21",
    "1 2",
    "-1",
    "true",
    "proxy.internal",
    "10.0.0.0/33",
    "::1/129",
    "10.0.0.0/",
    "10.0.0",
    "fe80::1%e",
  ])("%s is refused", (text) => {
    expect(readTrustedProxies(text)).toBeNull();
  });
});

describe("callerAddress", () => {
  test.each([
    // Trusted, socket, X-Forwarded-For, the caller.
    ["10.0.0.0/8", "192.0.2.1", "198.51.100.1", "192.0.2.1"],
    ["10.0.0.0/8", "10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"],
    ["10.0.0.0/8", "10.0.0.1", "203.0.113.9, 198.51.100.1, 10.2.3.4", "198.51.100.1"],
    ["10.0.0.0/8", "::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["10.0.0.0/8", "10.0.0.1", null, "10.0.0.1"],
    ["10.0.0.0/8", "10.0.0.1", " , ", "10.0.0.1"],
    ["10.0.0.0/8", "10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"],
    ["10.0.0.0/8", "10.0.0.1", "unknown, 10.0.0.2", "10.0.0.2"],
    ["10.0.0.0/8", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["10.0.0.0/8", "10.0.0.1", "198.51.100.1:4711", "198.51.100.1"],
    ["fd00::/8", "fd00::1", "198.51.100.1, [2001:db8::1]:4711", "2001:db8::1"],
    ["fd00::/8", "fd00::1", "2001:db8::1", "2001:db8::1"],
    ["1", "192.0.2.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"],
    ["2", "192.0.2.1", "203.0.113.9, 198.51.100.1", "203.0.113.9"],
    ["3", "192.0.2.1", "203.0.113.9, 198.51.100.1", "203.0.113.9"],
    ["1 10.0.0.0/8", "192.0.2.1", "203.0.113.9, 10.0.0.1", "203.0.113.9"],
  ])("trusting %s, from %s, forwarded for %s: the caller is %s", (trusted, socket, forwarded, expected) => {
    expect(callerAddress(socket, { get: () => forwarded }, readTrustedProxies(trusted))).toBe(expected);
  });

  test("when nobody is trusted the header is not even read", () => {
    const unread = {
      get: () => {
        throw new Error("The header was read");
      },
    };
    expect(callerAddress("192.0.2.1", unread, null)).toBe("192.0.2.1");
    expect(callerAddress("192.0.2.1", unread, readTrustedProxies("10.0.0.0/8"))).toBe("192.0.2.1");
  });

  test("what a caller puts in front of the header changes nothing", () => {
    const trusted = readTrustedProxies("10.0.0.0/8");
    for (const forged of ["", "203.0.113.1, ", "10.0.0.9, ", "x, ,, "]) {
      expect(callerAddress("10.0.0.1", { get: () => `${forged}198.51.100.1` }, trusted)).toBe("198.51.100.1");
    }
  });
});
