import type { CountedCall } from "@silhouette/core/call-count";
import type { TokenRecord, TokenRefusal } from "@silhouette/core/token";
import { callerAddress } from "@silhouette/core/trusted-proxies";
import type { Call, Surface } from "./call.ts";

/** What is known of the token of a call, asked for or not; null where nobody looked. */
export type TokenVerdict =
  | { readonly ok: true; readonly value: TokenRecord }
  | { readonly ok: false; readonly refusal: TokenRefusal }
  | null;

/** Tells the meter of a call that has been answered. */
export function countCall(call: Call, surface: Surface, verdict: TokenVerdict, status: number): void {
  const { request, client, deps } = call;
  const counted: CountedCall = {
    client,
    surface,
    isFailed: status >= 500,
    token: verdict?.ok === true ? verdict.value : null,
    refusal: verdict?.ok === false ? verdict.refusal : null,
    address: addressOf(call),
    agent: request.headers.get("user-agent") ?? "",
    at: deps.now(),
  };
  deps.meter.count(counted);
}

/** A server that hands over no socket has looked for the address itself, and left it at the right end of the header. */
function addressOf({ request: { headers }, socketAddress, deps }: Call): string {
  if (socketAddress !== null) return callerAddress(socketAddress, headers, deps.trustedProxies);
  const forwarded = headers.get("x-forwarded-for");
  return forwarded === null ? "" : forwarded.slice(forwarded.lastIndexOf(",") + 1).trim();
}
