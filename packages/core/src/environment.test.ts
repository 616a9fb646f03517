import { describe, expect, test } from "vitest";
import { ENVIRONMENT_VARIABLES, readEnvironment } from "./environment.ts";

describe("readEnvironment", () => {
  test("everything is optional", () => {
    expect(readEnvironment({})).toEqual({
      ok: true,
      value: {
        databaseUrl: null,
        dataDir: ".silhouette",
        host: "127.0.0.1",
        consolePort: 3000,
        edgePort: 3001,
        publicConsoleUrl: null,
        publicEdgeUrl: null,
        bootstrap: { clientCode: "demo", imsOrgId: null, admin: null, apiCredential: null },
        authSecret: null,
        tokenRetrievalKey: null,
        logLevel: "info",
      },
    });
  });

  test("an empty variable counts as one that is not set", () => {
    const read = readEnvironment({ DATABASE_URL: "", CONSOLE_PORT: " ", BOOTSTRAP_ADMIN_EMAIL: "" });
    expect(read).toEqual(readEnvironment({}));
  });

  test("values are read", () => {
    const read = readEnvironment({
      DATABASE_URL: "postgresql://app:secret@db.internal/silhouette",
      DATA_DIR: "/var/lib/silhouette",
      HOST: "0.0.0.0",
      CONSOLE_PORT: "80",
      EDGE_PORT: "65535",
      PUBLIC_CONSOLE_URL: "https://console.example.com/",
      PUBLIC_EDGE_URL: "https://profiles.example.com",
      BOOTSTRAP_CLIENT_CODE: "acme",
      BOOTSTRAP_IMS_ORG_ID: "ORG@AdobeOrg",
      BOOTSTRAP_ADMIN_EMAIL: "root@example.com",
      BOOTSTRAP_ADMIN_PASSWORD: "fifteen letters",
      BOOTSTRAP_API_CLIENT_ID: "automation",
      BOOTSTRAP_API_CLIENT_SECRET: "sixteen letters!",
      AUTH_SECRET: "0123456789abcdef0123456789abcdef",
      TOKEN_RETRIEVAL: "encrypted",
      TOKEN_RETRIEVAL_KEY: Buffer.alloc(32, 7).toString("base64"),
      LOG_LEVEL: "warn",
    });
    expect(read).toEqual({
      ok: true,
      value: {
        databaseUrl: "postgresql://app:secret@db.internal/silhouette",
        dataDir: "/var/lib/silhouette",
        host: "0.0.0.0",
        consolePort: 80,
        edgePort: 65535,
        publicConsoleUrl: "https://console.example.com",
        publicEdgeUrl: "https://profiles.example.com",
        bootstrap: {
          clientCode: "acme",
          imsOrgId: "ORG@AdobeOrg",
          admin: { email: "root@example.com", password: "fifteen letters" },
          apiCredential: { clientId: "automation", clientSecret: "sixteen letters!" },
        },
        authSecret: "0123456789abcdef0123456789abcdef",
        tokenRetrievalKey: new Uint8Array(32).fill(7),
        logLevel: "warn",
      },
    });
  });

  test.each([
    [{ CONSOLE_PORT: "0" }, "CONSOLE_PORT must be a port number"],
    [{ EDGE_PORT: "65536" }, "EDGE_PORT must be a port number"],
    [{ EDGE_PORT: "30o1" }, "EDGE_PORT must be a port number"],
    [{ EDGE_PORT: "3000" }, "EDGE_PORT must differ from CONSOLE_PORT"],
    [{ DATABASE_URL: "mysql://db" }, "DATABASE_URL must look like postgresql://"],
    [{ PUBLIC_EDGE_URL: "profiles.example.com" }, "PUBLIC_EDGE_URL must be an address"],
    [{ BOOTSTRAP_CLIENT_CODE: "a.b" }, "BOOTSTRAP_CLIENT_CODE "],
    [{ BOOTSTRAP_ADMIN_EMAIL: "root@example.com" }, "BOOTSTRAP_ADMIN_PASSWORD must be set together"],
    [{ BOOTSTRAP_API_CLIENT_SECRET: "sixteen letters!" }, "BOOTSTRAP_API_CLIENT_ID must be set together"],
    [{ AUTH_SECRET: "0123456789abcdef0123456789abcde" }, "AUTH_SECRET must have at least 32 characters"],
    [{ TOKEN_RETRIEVAL: "encrypted" }, "TOKEN_RETRIEVAL_KEY must be set together with TOKEN_RETRIEVAL"],
    [{ TOKEN_RETRIEVAL_KEY: Buffer.alloc(32).toString("base64") }, "TOKEN_RETRIEVAL must be set together"],
    [{ TOKEN_RETRIEVAL: "plain", TOKEN_RETRIEVAL_KEY: Buffer.alloc(32).toString("base64") }, "TOKEN_RETRIEVAL must be"],
    [{ TOKEN_RETRIEVAL: "encrypted", TOKEN_RETRIEVAL_KEY: Buffer.alloc(31).toString("base64") }, "32 random bytes"],
    [{ TOKEN_RETRIEVAL: "encrypted", TOKEN_RETRIEVAL_KEY: Buffer.alloc(33).toString("base64") }, "32 random bytes"],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL "],
  ])("%o is refused by name", (env, line) => {
    const read = readEnvironment(env);
    expect(read.ok ? [] : read.refusal).toEqual([expect.stringContaining(line)]);
  });

  test("all faults are reported at once, and no line repeats a secret", () => {
    const read = readEnvironment({
      DATABASE_URL: "hunter2hunter2",
      BOOTSTRAP_ADMIN_EMAIL: "root@example.com",
      BOOTSTRAP_ADMIN_PASSWORD: "fourteen chars",
      CONSOLE_PORT: "x",
      BOOTSTRAP_API_CLIENT_ID: "automation",
    });
    const lines = read.ok ? [] : read.refusal;
    expect(lines.map((line) => line.split(" ")[0])).toEqual([
      "DATABASE_URL",
      "CONSOLE_PORT",
      "BOOTSTRAP_ADMIN_PASSWORD",
      "BOOTSTRAP_API_CLIENT_SECRET",
    ]);
    expect(lines.join()).not.toMatch(/hunter2|fourteen/);
  });

  test("unknown variables are left alone", () => {
    expect(readEnvironment({ PATH: "/bin", EDGE_PROT: "1" }).ok).toBe(true);
    expect(ENVIRONMENT_VARIABLES).toContain("DATABASE_URL");
  });
});
