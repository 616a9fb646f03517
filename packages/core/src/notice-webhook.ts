import { createHash, createHmac } from "node:crypto";

const PREFIX = "whsec_";
/** 256 bits; Standard Webhooks asks for 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** A new secret for signing, as receivers put it into their verifying library. Shown once. */
export const createWebhookSecret = (random: (bytes: number) => Uint8Array): string =>
  `${PREFIX}${Buffer.from(random(SECRET_BYTES)).toString("base64")}`;

/**
 * Headers that tell a receiver who sent a body and when (standardwebhooks.com, version 1): HMAC-SHA-256 over
 * `id.timestamp.body`. The id stays the same when it is sent again, the time does not.
 */
export function signWebhook(secret: string, id: string, body: string, now: Date): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const key = Buffer.from(secret.slice(PREFIX.length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}

/**
 * The address of a receiver for those who may not set it: where posts go, without the path and query, which often hold a
 * secret of the receiver. The fragment tells one address of an origin from another; its 32 bits are too few to be sure
 * of a guessed one. Null stays null.
 */
export function maskWebhookUrl(url: string | null): string | null {
  if (url === null) return null;
  const digest = createHash("sha256").update(url).digest("hex").slice(0, 8);
  return `${URL.canParse(url) ? new URL(url).origin : ""}/#${digest}`;
}
