import { NextRequest } from "next/server";
import { afterEach, describe, expect, test, vi } from "vitest";
import { config, proxy } from "./proxy";

const matches = (path: string) => config.matcher.some((pattern) => new RegExp(`^${pattern}$`).test(path));
const reply = (headers: Record<string, string> = {}) =>
  proxy(new NextRequest("http://console.example/sign-in", { headers })).headers;

describe("which paths", () => {
  test.each([
    "/m2/acme/v2/profile/batchUpdate",
    "/rest/v1/profiles/thirdPartyId/crm-1001",
    "/ims/token/v3",
    "/acme/target/clients/settings",
    "/api/auth/callback/credentials",
    "/healthz",
    "/readyz",
    "/_next/static/chunks/a.js",
  ])("the body of a call to %s is never buffered here", (path) => {
    expect(matches(path)).toBe(false);
  });

  test.each(["/", "/sign-in", "/setup", "/administration/implementation", "/nope", "/m2", "/target"])(
    "the page %s gets its policy",
    (path) => {
      expect(matches(path)).toBe(true);
    },
  );
});

describe("the policy", () => {
  afterEach(() => vi.unstubAllEnvs());

  test("has a nonce of its own in each reply, and allows nothing inline without it", () => {
    const [first, second] = [reply(), reply()].map((headers) => headers.get("content-security-policy") ?? "");
    expect(first).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/]{22}==' 'strict-dynamic';/);
    expect(first).not.toBe(second);
    expect(first).toContain("frame-ancestors 'none'");
    expect(first).not.toContain("unsafe");
  });

  test("asks for TLS only where the public address has it", () => {
    vi.stubEnv("PUBLIC_CONSOLE_URL", "http://console.example");
    expect(reply().get("strict-transport-security")).toBeNull();
    vi.stubEnv("PUBLIC_CONSOLE_URL", "https://console.example");
    expect(reply().get("strict-transport-security")).toBe("max-age=31536000");
  });
});

test("a harmless request id is kept, any other is replaced", () => {
  expect(reply({ "x-request-id": "caller-1" }).get("x-request-id")).toBe("caller-1");
  expect(reply({ "x-request-id": 'a"b' }).get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
});
