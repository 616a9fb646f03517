import { lookup } from "node:dns/promises";
import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import type { LookupFunction } from "node:net";
import { signWebhook } from "@silhouette/core/notice-webhook";
import { isPublicAddress } from "./public-address.ts";

/** Milliseconds that a receiver may take to answer; Standard Webhooks recommends 15 to 30 s, and a worker has other work. */
const PATIENCE_MILLIS = 10_000;

export type Webhook = {
  readonly url: string;
  readonly secret: string;
  /** The same for every attempt, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly body: string;
  readonly now: Date;
};

type Address = { readonly address: string; readonly family: number };

/** What an installation lets its webhooks do. */
export type WebhookReach = {
  /** Whether posts may go to this machine and its networks: whoever sets an address would reach into them by us. */
  readonly allowsPrivateAddresses: boolean;
  readonly resolve?: (hostname: string) => Promise<readonly Address[]>;
  readonly patienceMillis?: number;
};

/**
 * Posts a body with its signature. Redirects are not followed: they would carry it to where nobody has agreed to.
 * @returns what went wrong, without the address, which may hold a secret of the receiver; null when it was taken (2xx)
 */
export async function postWebhook(
  webhook: Webhook,
  stopping: AbortSignal,
  { allowsPrivateAddresses, resolve = resolveAll, patienceMillis = PATIENCE_MILLIS }: WebhookReach,
): Promise<string | null> {
  const patience = AbortSignal.timeout(patienceMillis);
  const signal = AbortSignal.any([patience, stopping]);
  try {
    const url = new URL(webhook.url);
    const found = await untilAborted(resolve(withoutBrackets(url.hostname)), signal);
    const addresses = found.filter(({ address }) => allowsPrivateAddresses || isPublicAddress(address));
    if (addresses.length === 0)
      return "the receiver has no public address, which WEBHOOK_PRIVATE_ADDRESSES would allow";
    const status = await post(url, webhook, addresses, signal);
    if (status >= 200 && status < 300) return null;
    return status >= 300 && status < 400
      ? `the receiver redirects (${status}), which is not followed`
      : `the receiver answered ${status}`;
  } catch (error) {
    if (patience.aborted) return `the receiver did not answer within ${patienceMillis / 1000} s`;
    if (stopping.aborted) return "the worker was stopped";
    return `the receiver cannot be reached (${codeOf(error)})`;
  }
}

/**
 * Sends the post to one of the addresses that were checked, and to no other: between a check and a second look-up, a
 * name may come to mean another host. An address in place of a name is never looked up.
 */
function post(
  url: URL,
  { secret, id, body, now }: Webhook,
  addresses: readonly Address[],
  signal: AbortSignal,
): Promise<number> {
  const request = url.protocol === "https:" ? requestTls : requestPlain;
  const headers = {
    "content-type": "application/json",
    "user-agent": "silhouette",
    ...signWebhook(secret, id, body, now),
  };
  return new Promise((resolve, reject) => {
    // A connection of its own: a pool would keep one whose address was checked for somebody else.
    request(url, { method: "POST", headers, agent: false, lookup: lookupOf(addresses), signal })
      .on("response", (response) => {
        resolve(response.statusCode ?? 0);
        response.on("error", () => {}).destroy();
      })
      .on("error", reject)
      .end(body);
  });
}

function lookupOf(addresses: readonly Address[]): LookupFunction {
  return (_hostname, { all }, callback) => {
    if (all) callback(null, [...addresses]);
    else callback(null, addresses[0]?.address ?? "", addresses[0]?.family);
  };
}

const resolveAll = (hostname: string): Promise<readonly Address[]> => lookup(hostname, { all: true });

const withoutBrackets = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, "$1");

/** A look-up of a name cannot be broken off: it is left to itself. */
function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new Error("The post was broken off"));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Messages of the system name the host: only the code is kept. */
const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
