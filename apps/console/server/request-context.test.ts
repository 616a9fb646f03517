import { expect, test } from "vitest";
import { addressOf, isSecureRequest } from "./request-context";

test("the address is that of the nearest peer, not the one that a caller claims to forward for", () => {
  expect(addressOf(new Headers({ "x-forwarded-for": "203.0.113.9, 192.0.2.1" }))).toBe("192.0.2.1");
  expect(addressOf(new Headers())).toBe("unknown");
});

test("cookies are for TLS alone when the public address says so, else when the request does", () => {
  const forwarded = new Headers({ "x-forwarded-proto": "https" });
  expect(isSecureRequest(new Headers(), "https://console.example")).toBe(true);
  expect(isSecureRequest(forwarded, "http://console.example")).toBe(false);
  expect(isSecureRequest(forwarded, null)).toBe(true);
  expect(isSecureRequest(new Headers(), null)).toBe(false);
});
