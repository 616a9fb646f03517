import { z } from "zod";
import { ClientCode } from "./client.ts";
import { EmailAddress } from "./email.ts";
import { NEWCOMER_ROLES, type Newcomers } from "./oidc.ts";
import { PASSWORD_CHARACTERS_MIN } from "./password.ts";
import { type Result, refuse, succeed } from "./result.ts";
import { SEAL_KEY_BYTES } from "./sealed-text.ts";
import { AUDIT_RETENTION_DAYS } from "./settings.ts";
import { readTrustedProxies, type TrustedProxies } from "./trusted-proxies.ts";

/** Shortest secret of sessions: 32 characters of hexadecimal text hold 128 bits. */
const authSecretCharactersMin = 32;
const apiSecretCharactersMin = 16;

const variables = z.object({
  DATABASE_URL: databaseUrl().optional(),
  DATA_DIR: z.string().default(".silhouette"),
  HOST: z.string().default("127.0.0.1"),
  CONSOLE_PORT: port().default(3000),
  EDGE_PORT: port().default(3001),
  PUBLIC_CONSOLE_URL: publicUrl().optional(),
  PUBLIC_EDGE_URL: publicUrl().optional(),
  TRUSTED_PROXIES: trustedProxies().optional(),
  BOOTSTRAP_CLIENT_CODE: clientCode().default("demo"),
  BOOTSTRAP_IMS_ORG_ID: z.string().optional(),
  BOOTSTRAP_ADMIN_EMAIL: z.email("must be an e-mail address").optional(),
  BOOTSTRAP_ADMIN_PASSWORD: secret(PASSWORD_CHARACTERS_MIN).optional(),
  BOOTSTRAP_API_CLIENT_ID: z.string().optional(),
  BOOTSTRAP_API_CLIENT_SECRET: secret(apiSecretCharactersMin).optional(),
  AUTH_SECRET: secret(authSecretCharactersMin).optional(),
  SMTP_URL: smtpUrl().optional(),
  MAIL_FROM: sender().optional(),
  OIDC_ISSUER: issuer().optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(60, "must have at most 60 characters").optional(),
  OIDC_NEWCOMER_ROLE: z
    .enum(NEWCOMER_ROLES, { error: `must be one of ${NEWCOMER_ROLES.join(", ")}, or absent` })
    .optional(),
  OIDC_NEWCOMER_CLIENT: clientCode().optional(),
  WEBHOOK_PRIVATE_ADDRESSES: z.literal("allow", { error: "must be allow, or absent" }).optional(),
  TOKEN_RETRIEVAL: z.literal("encrypted", { error: "must be encrypted, or absent" }).optional(),
  TOKEN_RETRIEVAL_KEY: key().optional(),
  AUDIT_RETENTION_DAYS: auditDays().optional(),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be one of fatal, error, warn, info, debug, trace, silent",
    })
    .default("info"),
});
type Variables = z.output<typeof variables>;

/** Variables that make sense together only. */
const PAIRS = [
  ["BOOTSTRAP_ADMIN_EMAIL", "BOOTSTRAP_ADMIN_PASSWORD"],
  ["BOOTSTRAP_API_CLIENT_ID", "BOOTSTRAP_API_CLIENT_SECRET"],
  ["SMTP_URL", "MAIL_FROM"],
  ["OIDC_ISSUER", "OIDC_CLIENT_ID"],
  ["OIDC_ISSUER", "OIDC_CLIENT_SECRET"],
  ["OIDC_NEWCOMER_ROLE", "OIDC_NEWCOMER_CLIENT"],
  ["TOKEN_RETRIEVAL", "TOKEN_RETRIEVAL_KEY"],
] as const satisfies readonly (readonly [keyof Variables, keyof Variables])[];

/** Variables that need another one, which makes sense without them. */
const NEEDS = [
  // Links in mails must lead to the installation, whatever host a request claims to be for.
  ["SMTP_URL", "PUBLIC_CONSOLE_URL"],
  ["OIDC_NEWCOMER_ROLE", "OIDC_ISSUER"],
] as const satisfies readonly (readonly [keyof Variables, keyof Variables])[];

/** Every variable that the programs understand, in the order of the documentation. */
export const ENVIRONMENT_VARIABLES = Object.keys(variables.shape) as readonly (keyof Variables)[];

/** The settings of an installation, read once at start. */
export type Environment = Readonly<ReturnType<typeof toEnvironment>>;

/**
 * Reads the settings. An empty variable counts as one that is not set, as in the files of container systems.
 * Refuses with one line per fault, all of them at once; a line names its variable and never repeats its value.
 */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Result<Environment, readonly string[]> {
  const given = Object.fromEntries(
    ENVIRONMENT_VARIABLES.map((name) => [name, env[name]?.trim()] as const).filter(([, value]) => value),
  );
  const parsed = variables.safeParse(given);
  const faults = parsed.error?.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`) ?? [];
  for (const [one, other] of PAIRS) {
    if (given[one] && !given[other]) faults.push(`${other} must be set together with ${one}`);
    if (given[other] && !given[one]) faults.push(`${one} must be set together with ${other}`);
  }
  for (const [one, other] of NEEDS) {
    if (given[one] && !given[other]) faults.push(`${other} must be set together with ${one}`);
  }
  if (parsed.data && parsed.data.CONSOLE_PORT === parsed.data.EDGE_PORT) {
    faults.push(`EDGE_PORT must differ from CONSOLE_PORT, which is ${parsed.data.CONSOLE_PORT} too`);
  }
  return parsed.success && faults.length === 0 ? succeed(toEnvironment(parsed.data)) : refuse(faults);
}

function toEnvironment(read: Variables) {
  const { BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: password } = read;
  const { BOOTSTRAP_API_CLIENT_ID: clientId, BOOTSTRAP_API_CLIENT_SECRET: clientSecret } = read;
  return {
    /** Null stands for the embedded Postgres. */
    databaseUrl: read.DATABASE_URL ?? null,
    /** As given: relative to the working directory, not made, not resolved. */
    dataDir: read.DATA_DIR,
    host: read.HOST,
    consolePort: read.CONSOLE_PORT,
    edgePort: read.EDGE_PORT,
    /** Without a slash at the end. Null: addresses are taken from the request. */
    publicConsoleUrl: read.PUBLIC_CONSOLE_URL ?? null,
    publicEdgeUrl: read.PUBLIC_EDGE_URL ?? null,
    /** Null: nobody's `X-Forwarded-For` is believed. */
    trustedProxies: read.TRUSTED_PROXIES ?? null,
    bootstrap: {
      clientCode: read.BOOTSTRAP_CLIENT_CODE,
      imsOrgId: read.BOOTSTRAP_IMS_ORG_ID ?? null,
      /** The first Sysadmin. */
      admin: email !== undefined && password !== undefined ? { email, password } : null,
      /** A Sysadmin admin credential, for automation. */
      apiCredential: clientId !== undefined && clientSecret !== undefined ? { clientId, clientSecret } : null,
    },
    /** Null: generated into the data directory by the start. */
    authSecret: read.AUTH_SECRET ?? null,
    mail: toMailSettings(read),
    oidc: toOidcSettings(read),
    /** Whether notices may be posted to this machine and its networks. */
    allowsPrivateWebhooks: read.WEBHOOK_PRIVATE_ADDRESSES === "allow",
    /** The key under which the console keeps texts of profile tokens (U-25). Null: they are shown once and not kept. */
    tokenRetrievalKey: read.TOKEN_RETRIEVAL_KEY ?? null,
    /** Days that the installation's own audit events are kept. Null: for ever. Clients have a setting of their own. */
    auditRetentionDays: read.AUDIT_RETENTION_DAYS ?? null,
    logLevel: read.LOG_LEVEL,
  };
}

/** The mail server and who mails come from. Null: links are shown to administrators, notices in the console alone. */
export type MailSettings = { readonly smtpUrl: string; readonly from: string };

function toMailSettings({ SMTP_URL: smtpUrl, MAIL_FROM: from }: Variables): MailSettings | null {
  return smtpUrl === undefined || from === undefined ? null : { smtpUrl, from };
}

/** The OIDC provider that people may sign in at. Null: by password alone. */
export type OidcSettings = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the button of the sign-in page calls the provider; null for the words of the page's language. */
  readonly name: string | null;
  /** Null: who is unknown is refused. */
  readonly newcomers: Newcomers | null;
};

function toOidcSettings(read: Variables): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = read;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  const { OIDC_NEWCOMER_ROLE: role, OIDC_NEWCOMER_CLIENT: clientCode } = read;
  const newcomers = role === undefined || clientCode === undefined ? null : { role, clientCode };
  return { issuer, clientId, clientSecret, name: read.OIDC_NAME ?? null, newcomers };
}

function secret(charactersMin: number) {
  return z.string().min(charactersMin, `must have at least ${charactersMin} characters`);
}

function key() {
  return z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, `must be ${SEAL_KEY_BYTES} random bytes in base64, as of: openssl rand -base64 32`)
    .transform((text): Uint8Array => new Uint8Array(Buffer.from(text, "base64")));
}

function clientCode() {
  const message = "must be letters, digits and hyphens, at most 63, such as acme";
  return z.string().refine((value) => ClientCode.safeParse(value).success, message);
}

function port() {
  const message = "must be a port number from 1 to 65535";
  return z
    .string()
    .regex(/^\d{1,5}$/, message)
    .transform(Number)
    .refine((value) => value >= 1 && value <= 65535, message);
}

function auditDays() {
  const { min, max } = AUDIT_RETENTION_DAYS;
  const message = `must be a number of days from ${min} to ${max}, or absent`;
  return z
    .string()
    .regex(/^\d{1,4}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

function databaseUrl() {
  return z
    .string()
    .refine(
      (value) => /^postgres(ql)?:$/.test(protocolOf(value)),
      "must look like postgresql://user:password@host:5432/database",
    );
}

function publicUrl() {
  return z
    .string()
    .refine((value) => /^https?:$/.test(protocolOf(value)), "must be an address such as https://profiles.example.com")
    .transform((value) => value.replace(/\/+$/, ""));
}

function trustedProxies() {
  return z.string().transform((value, context): TrustedProxies => {
    const message = "must list addresses and networks such as 10.0.0.0/8, or be the number of proxies in front";
    const read = readTrustedProxies(value);
    if (read !== null) return read;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
}

function smtpUrl() {
  return z
    .string()
    .refine(
      (value) => /^smtps?:$/.test(protocolOf(value)),
      "must look like smtp://user:password@mail.example.com:587, or smtps:// for TLS from the first byte",
    );
}

/** A bare address, or a name with an address in angle brackets. */
function sender() {
  return z
    .string()
    .refine(
      (value) => EmailAddress.safeParse(/^[^<>\r\n]*<([^<>]+)>$/.exec(value)?.[1] ?? value).success,
      "must be an e-mail address, or a name and an address as in: Silhouette <silhouette@example.com>",
    );
}

/** Sign-ins travel there and back, so the provider has TLS, but for one on the same machine. */
function issuer() {
  return z.string().refine((value) => {
    if (!URL.canParse(value)) return false;
    const { protocol, hostname } = new URL(value);
    return protocol === "https:" || (protocol === "http:" && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname));
  }, "must be the https:// address of the provider, as its discovery document names it");
}

function protocolOf(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : "";
}
