import { describe, expect, test } from "vitest";
import { ENVIRONMENT_VARIABLES, readEnvironment } from "./environment.ts";

const HTTPS = { PUBLIC_CONSOLE_URL: "https://console.example.com" };
const OIDC = { OIDC_ISSUER: "https://id.example.com", OIDC_CLIENT_ID: "a", OIDC_CLIENT_SECRET: "b" };

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
        trustedProxies: null,
        bootstrap: { clientCode: "demo", imsOrgId: null, admin: null, apiCredential: null },
        authSecret: null,
        mail: null,
        oidc: null,
        allowsPrivateWebhooks: false,
        tokenRetrievalKey: null,
        auditRetentionDays: null,
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
      TRUSTED_PROXIES: "2",
      BOOTSTRAP_CLIENT_CODE: "acme",
      BOOTSTRAP_IMS_ORG_ID: "ORG@AdobeOrg",
      BOOTSTRAP_ADMIN_EMAIL: "root@example.com",
      BOOTSTRAP_ADMIN_PASSWORD: "fifteen letters",
      BOOTSTRAP_API_CLIENT_ID: "automation",
      BOOTSTRAP_API_CLIENT_SECRET: "sixteen letters!",
      AUTH_SECRET: "0123456789abcdef0123456789abcdef",
      SMTP_URL: "smtps://mailer:secret@mail.example.com",
      MAIL_FROM: "Silhouette <silhouette@example.com>",
      OIDC_ISSUER: "https://id.example.com/realms/acme",
      OIDC_CLIENT_ID: "silhouette",
      OIDC_CLIENT_SECRET: "secret of the provider",
      OIDC_NAME: "Acme ID",
      OIDC_NEWCOMER_ROLE: "observer",
      OIDC_NEWCOMER_CLIENT: "acme",
      WEBHOOK_PRIVATE_ADDRESSES: "allow",
      TOKEN_RETRIEVAL: "encrypted",
      TOKEN_RETRIEVAL_KEY: Buffer.alloc(32, 7).toString("base64"),
      AUDIT_RETENTION_DAYS: "365",
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
        trustedProxies: { hops: 2, networks: expect.anything() },
        bootstrap: {
          clientCode: "acme",
          imsOrgId: "ORG@AdobeOrg",
          admin: { email: "root@example.com", password: "fifteen letters" },
          apiCredential: { clientId: "automation", clientSecret: "sixteen letters!" },
        },
        authSecret: "0123456789abcdef0123456789abcdef",
        mail: { smtpUrl: "smtps://mailer:secret@mail.example.com", from: "Silhouette <silhouette@example.com>" },
        oidc: {
          issuer: "https://id.example.com/realms/acme",
          clientId: "silhouette",
          clientSecret: "secret of the provider",
          name: "Acme ID",
          newcomers: { role: "observer", clientCode: "acme" },
        },
        allowsPrivateWebhooks: true,
        tokenRetrievalKey: new Uint8Array(32).fill(7),
        auditRetentionDays: 365,
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
    [{ WEBHOOK_PRIVATE_ADDRESSES: "true" }, "WEBHOOK_PRIVATE_ADDRESSES must be allow, or absent"],
    [{ TRUSTED_PROXIES: "proxy.internal" }, "TRUSTED_PROXIES must list addresses and networks"],
    [{ SMTP_URL: "mail.example.com", MAIL_FROM: "a@example.com", ...HTTPS }, "SMTP_URL must look like smtp://"],
    [{ SMTP_URL: "smtp://mail", MAIL_FROM: "nobody", ...HTTPS }, "MAIL_FROM must be an e-mail address"],
    [{ SMTP_URL: "smtp://mail", MAIL_FROM: "a@example.com" }, "PUBLIC_CONSOLE_URL must be set together with SMTP_URL"],
    [{ OIDC_ISSUER: "http://id.example.com", OIDC_CLIENT_ID: "a", OIDC_CLIENT_SECRET: "b" }, "OIDC_ISSUER must be"],
    [{ OIDC_ISSUER: "https://id.example.com", OIDC_CLIENT_ID: "a" }, "OIDC_CLIENT_SECRET must be set together"],
    [{ ...OIDC, OIDC_NEWCOMER_ROLE: "sysadmin", OIDC_NEWCOMER_CLIENT: "acme" }, "OIDC_NEWCOMER_ROLE must be one of"],
    [{ ...OIDC, OIDC_NEWCOMER_ROLE: "observer" }, "OIDC_NEWCOMER_CLIENT must be set together"],
    [{ OIDC_NEWCOMER_ROLE: "observer", OIDC_NEWCOMER_CLIENT: "acme" }, "OIDC_ISSUER must be set together"],
    [{ BOOTSTRAP_CLIENT_CODE: "a.b" }, "BOOTSTRAP_CLIENT_CODE "],
    [{ BOOTSTRAP_ADMIN_EMAIL: "root@example.com" }, "BOOTSTRAP_ADMIN_PASSWORD must be set together"],
    [{ BOOTSTRAP_API_CLIENT_SECRET: "sixteen letters!" }, "BOOTSTRAP_API_CLIENT_ID must be set together"],
    [{ AUTH_SECRET: "0123456789abcdef0123456789abcde" }, "AUTH_SECRET must have at least 32 characters"],
    [{ TOKEN_RETRIEVAL: "encrypted" }, "TOKEN_RETRIEVAL_KEY must be set together with TOKEN_RETRIEVAL"],
    [{ TOKEN_RETRIEVAL_KEY: Buffer.alloc(32).toString("base64") }, "TOKEN_RETRIEVAL must be set together"],
    [{ TOKEN_RETRIEVAL: "plain", TOKEN_RETRIEVAL_KEY: Buffer.alloc(32).toString("base64") }, "TOKEN_RETRIEVAL must be"],
    [{ TOKEN_RETRIEVAL: "encrypted", TOKEN_RETRIEVAL_KEY: Buffer.alloc(31).toString("base64") }, "32 random bytes"],
    [{ TOKEN_RETRIEVAL: "encrypted", TOKEN_RETRIEVAL_KEY: Buffer.alloc(33).toString("base64") }, "32 random bytes"],
    [{ AUDIT_RETENTION_DAYS: "29" }, "AUDIT_RETENTION_DAYS must be a number of days from 30 to 3660"],
    [{ AUDIT_RETENTION_DAYS: "3661" }, "AUDIT_RETENTION_DAYS "],
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
