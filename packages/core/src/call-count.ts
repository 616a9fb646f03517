import type { Client } from "./client.ts";
import type { ClientId } from "./ids.ts";
import type { ProfileApiAuthScope } from "./settings.ts";
import type { TokenRecord, TokenRefusal } from "./token.ts";

/** Parts of the Profile API whose calls are counted, each for itself. Batch status is authorised as bulk is (U-11). */
export const CALL_SURFACES = ["fetch", "single", "bulk", "status", "delivery"] as const;
export type CallSurface = (typeof CALL_SURFACES)[number];

/** Surfaces that may ask for a profile token; delivery never does (contract section 12). */
export type TokenCallSurface = Exclude<CallSurface, "delivery">;

/** Whether Require Authentication asks for the token on a surface, once it is on with this scope (U-10, U-11). */
export const isCovered = (scope: ProfileApiAuthScope, surface: CallSurface): surface is TokenCallSurface =>
  surface !== "delivery" && (scope === "all" || surface === "bulk" || surface === "status");

/** A call of the Profile API that has been answered. */
export type CountedCall = {
  readonly client: Pick<Client, "id" | "settings">;
  readonly surface: CallSurface;
  /** Answered with a status of 500 or above. */
  readonly isFailed: boolean;
  /** The live token that it carried, whether one was asked for or not. */
  readonly token: Pick<TokenRecord, "id"> | null;
  /** Why it carried none; null with a live one, on delivery, and when nobody could tell. */
  readonly refusal: TokenRefusal | null;
  /** Where it came from, as the socket or the proxy in front says. */
  readonly address: string;
  /** Its `User-Agent`, as it came. */
  readonly agent: string;
  readonly at: Date;
};

/** Counts calls. Told of every call after its answer is known: takes no time, does not wait and never throws. */
export interface CallMeter {
  count(call: CountedCall): void;
}

/** A caller as it is kept: the address by the client's `ipObfuscation`, the agent cut to a sane length. */
export type Caller = { readonly address: string; readonly agent: string };

/** Calls of one caller without a live token on one surface, for one reason. */
export type CallerWithoutToken = Caller & {
  readonly surface: TokenCallSurface;
  readonly reason: TokenRefusal;
  readonly calls: number;
  readonly lastAt: Date;
};

/** All calls of a surface, and those of them without a live token. */
export type SurfaceCalls = {
  readonly surface: TokenCallSurface;
  readonly calls: number;
  readonly withoutToken: number;
};

/** What Require Authentication would refuse, or refuses: calls of the last 24 hours without a live token. */
export type AuthenticationImpact = {
  /** Start of the hour in which the 24 hours began: up to an hour more, never less, so that no daily job is missed. */
  readonly from: Date;
  readonly to: Date;
  /** Every surface that could ask for a token, those without calls among them. */
  readonly surfaces: readonly SurfaceCalls[];
  /** Most calls first, at most `IMPACT_CALLERS_MAX`. */
  readonly callers: readonly CallerWithoutToken[];
  /** Whether there are more callers than are listed. */
  readonly hasMoreCallers: boolean;
};

/** Callers that an impact lists: more than anybody reads through. */
export const IMPACT_CALLERS_MAX = 200;

/** The calls that a scope would cover, of an impact. */
export function coveredCalls(
  { surfaces }: Pick<AuthenticationImpact, "surfaces">,
  scope: ProfileApiAuthScope,
): { readonly calls: number; readonly withoutToken: number } {
  const covered = surfaces.filter(({ surface }) => isCovered(scope, surface));
  return {
    calls: covered.reduce((sum, { calls }) => sum + calls, 0),
    withoutToken: covered.reduce((sum, { withoutToken }) => sum + withoutToken, 0),
  };
}

/** Who used a token on a surface, over all the days that are asked for. */
export type TokenCaller = Caller & {
  readonly surface: TokenCallSurface;
  readonly calls: number;
  readonly lastUsedAt: Date;
};

/** How a token was used. */
export type TokenUse = {
  /** Calls by day of UTC (`2026-03-02`), oldest first; a day without calls is absent. */
  readonly days: readonly { readonly day: string; readonly calls: number }[];
  /** Latest use first, at most `TOKEN_CALLERS_MAX`. */
  readonly callers: readonly TokenCaller[];
};

/** Callers that are listed of a token. */
export const TOKEN_CALLERS_MAX = 100;

/** Days that uses of tokens are kept. */
export const TOKEN_USE_DAYS = 90;

/** Calls of a client in one minute on one surface; a minute without calls has no entry. */
export type CallMinute = {
  readonly minute: Date;
  readonly surface: CallSurface;
  readonly calls: number;
  /** Those answered with a status of 500 or above. */
  readonly failed: number;
};

/** Reads what has been counted: complete but for the last seconds, which the nodes have not written yet. */
export interface CallCountStore {
  readImpact(clientId: ClientId, now: Date): Promise<AuthenticationImpact>;
  /** Uses of one token of the client in the days up to now, today among them. Empty for another client's token. */
  readTokenUse(clientId: ClientId, tokenId: string, days: number, now: Date): Promise<TokenUse>;
  /** Minutes that begin at `from` or later and before `to`, in order. What is older than 48 hours is gone. */
  readCallsPerMinute(clientId: ClientId, from: Date, to: Date): Promise<readonly CallMinute[]>;
}
