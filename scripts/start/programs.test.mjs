import { readEnvironment } from "@silhouette/core/environment";
import { afterEach, expect, test, vi } from "vitest";
import { describePrograms, inheritedEnvironment, reachableUrl } from "./programs.mjs";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** @param {Record<string, string>} env */
function environmentsFor(env) {
  const read = readEnvironment(env);
  if (!read.ok) throw new Error(read.refusal.join());
  const settings = {
    environment: read.value,
    directory: "/data",
    databaseUrl: "postgresql://db/x",
    authSecret: "secret",
  };
  return Object.fromEntries(describePrograms(settings).map(({ name, env }) => [name, env]));
}

test("secrets of the first start and settings of other installations are not passed on", () => {
  const env = {
    PATH: "/bin",
    BOOTSTRAP_ADMIN_PASSWORD: "x",
    NEXTAUTH_URL: "x",
    npm_config_foo: "x",
    LOG_LEVEL: "warn",
  };
  expect(inheritedEnvironment(env)).toEqual({ PATH: "/bin", LOG_LEVEL: "warn" });
  vi.stubEnv("BOOTSTRAP_ADMIN_PASSWORD", "x");
  expect(JSON.stringify(environmentsFor({}))).not.toContain("BOOTSTRAP");
});

test("every program gets the completed settings, and the console those of Next and next-auth", () => {
  const { console, edge } = environmentsFor({ CONSOLE_PORT: "80" });
  expect(edge).toMatchObject({ DATABASE_URL: "postgresql://db/x", DATA_DIR: "/data", AUTH_SECRET: "secret" });
  expect(edge).toMatchObject({ HOST: "127.0.0.1", CONSOLE_PORT: "80", EDGE_PORT: "3001" });
  expect(console).toMatchObject({ PORT: "80", HOSTNAME: "127.0.0.1", NEXTAUTH_SECRET: "secret", AUTH_TRUST_HOST: "1" });
  expect(console).not.toHaveProperty("NEXTAUTH_URL");
});

test("the key of the tokens' texts reaches the console alone", () => {
  vi.stubEnv("TOKEN_RETRIEVAL", "encrypted");
  vi.stubEnv("TOKEN_RETRIEVAL_KEY", "key");
  const { console, edge, worker } = environmentsFor({});
  expect(console).toMatchObject({ TOKEN_RETRIEVAL: "encrypted", TOKEN_RETRIEVAL_KEY: "key" });
  for (const env of [edge, worker]) expect(JSON.stringify(env)).not.toContain("TOKEN_RETRIEVAL");
});

test("a public address of the console is the one that sessions trust", () => {
  const { console } = environmentsFor({ PUBLIC_CONSOLE_URL: "https://console.example.com/" });
  expect(console).toMatchObject({ NEXTAUTH_URL: "https://console.example.com" });
  expect(console).not.toHaveProperty("AUTH_TRUST_HOST");
});

test("an address for every interface is shown as one that can be opened", () => {
  expect(reachableUrl("0.0.0.0", 1)).toBe("http://localhost:1");
  expect(reachableUrl("::1", 1)).toBe("http://[::1]:1");
});
