import type { CountedCall } from "@silhouette/core/call-count";
import type { TokenRecord, TokenRefusal } from "@silhouette/core/token";
import type { Call, Surface } from "./call.ts";
import type { ApiHeaders } from "./message.ts";

/** What is known of the token of a call, asked for or not; null where nobody looked. */
export type TokenVerdict =
  | { readonly ok: true; readonly value: TokenRecord }
  | { readonly ok: false; readonly refusal: TokenRefusal }
  | null;

/** Tells the meter of a call that has been answered. */
export function countCall(call: Call, surface: Surface, verdict: TokenVerdict, status: number): void {
  const { request, client, socketAddress, deps } = call;
  const counted: CountedCall = {
    client,
    surface,
    isFailed: status >= 500,
    token: verdict?.ok === true ? verdict.value : null,
    refusal: verdict?.ok === false ? verdict.refusal : null,
    address: callerAddress(request.headers, socketAddress, deps.publicUrl !== null),
    agent: request.headers.get("user-agent") ?? "",
    at: deps.now(),
  };
  deps.meter.count(counted);
}

/**
 * The address of the nearest peer. Behind a proxy that is the last entry of `X-Forwarded-For`, which the proxy has
 * written; earlier ones may be anything that a caller made up. Without a proxy the socket knows, and the header is the
 * caller's. A server that hands over no socket has written the header itself.
 */
export function callerAddress(headers: ApiHeaders, socketAddress: string | null, isBehindProxy: boolean): string {
  if (socketAddress !== null && !isBehindProxy) return socketAddress;
  const forwarded = headers.get("x-forwarded-for");
  const last = forwarded === null ? "" : forwarded.slice(forwarded.lastIndexOf(",") + 1).trim();
  return last === "" ? (socketAddress ?? "") : last;
}
