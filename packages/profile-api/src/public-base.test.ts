import { expect, test } from "vitest";
import { publicBase } from "./public-base.ts";

const request = (url: string, headers: Record<string, string> = {}) => new Request(url, { headers });

test.each([
  [
    "repeats the address that was used",
    "http://acme.example:8080/m2",
    { host: "acme.example:8080" },
    "http://acme.example:8080",
  ],
  [
    "follows the proxy in front",
    "http://10.0.0.1/m2",
    { host: "10.0.0.1", "x-forwarded-host": "acme.example, inner", "x-forwarded-proto": "https, http" },
    "https://acme.example",
  ],
  ["takes IPv6 addresses", "http://[::1]:3001/m2", { host: "[::1]:3001" }, "http://[::1]:3001"],
  ["does not repeat a host that is none", "http://127.0.0.1:3001/m2", { host: "a<b>&c" }, "http://127.0.0.1:3001"],
  [
    "does not repeat a scheme that is none",
    "http://127.0.0.1/m2",
    { host: "127.0.0.1", "x-forwarded-proto": "javascript" },
    "http://127.0.0.1",
  ],
])("the address in a reply %s (U-12)", (_, url, headers, expected) => {
  expect(publicBase(request(url, headers), null)).toBe(expected);
});

test("a configured address wins over the one that was used (U-12)", () => {
  expect(publicBase(request("http://127.0.0.1:3001/m2"), "https://profiles.example")).toBe("https://profiles.example");
});
