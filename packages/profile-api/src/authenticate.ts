import { isCovered, type TokenCallSurface } from "@silhouette/core/call-count";
import type { Client } from "@silhouette/core/client";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { checkToken, type TokenRecord, type TokenRefusal, type TokenSurface } from "@silhouette/core/token";
import type { Surface } from "./call.ts";
import type { ServingDependencies } from "./dependencies.ts";
import type { ApiHeaders } from "./message.ts";

const BEARER = /^bearer +(\S+)$/i;

/** Whether a client's settings ask for the token on a surface (U-10, U-11). Delivery never does (contract section 12). */
export const asksForToken = ({ settings }: Client, surface: Surface): boolean =>
  settings.requireAuthentication && isCovered(settings.profileApiAuthScope, surface);

/**
 * Looks for a live profile token of the client: in `Authorization: Bearer`, else in the header `access_token` (U-08).
 * The reason of a refusal is for the log; the caller sees the same answer for all of them (U-09).
 */
export async function authenticate(
  headers: ApiHeaders,
  client: Client,
  surface: TokenCallSurface,
  deps: Pick<ServingDependencies, "tokens" | "readToken" | "now">,
): Promise<Result<TokenRecord, TokenRefusal>> {
  const part = surface === "status" ? "bulk" : surface;
  const bearer = BEARER.exec(headers.get("authorization") ?? "")?.[1] ?? null;
  const other = headers.get("access_token");
  if (bearer === null) return other === null ? refuse("missing") : check(other, client, part, deps);
  const first = await check(bearer, client, part, deps);
  if (first.ok || other === null) return first;
  const second = await check(other, client, part, deps);
  return second.ok ? second : first;
}

async function check(
  text: string,
  client: Client,
  part: TokenSurface,
  { tokens, readToken, now }: Pick<ServingDependencies, "tokens" | "readToken" | "now">,
): Promise<Result<TokenRecord, TokenRefusal>> {
  const token = readToken(text);
  if (token === null) return refuse("malformed");
  const record = await tokens.find(token.publicId);
  if (record === null) return refuse("unknown");
  const checked = checkToken(record, token.secretHash, client.id, part, now());
  return checked.ok ? succeed(record) : checked;
}
