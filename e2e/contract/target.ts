import type { QuotaKind } from "@silhouette/core/quota";
import type { ClientSettings } from "@silhouette/core/settings";
import type { TokenRecord } from "@silhouette/core/token";

/** A place where the data plane is served: the handler itself, or a server over HTTP. */
export type Target = {
  readonly name: string;
  /** Where the servers listen; null for the handler, which has no sockets. */
  readonly server: { readonly host: string; readonly port: number } | null;
  /** Scheme, host and port that callers use, as replies repeat them (U-12). */
  readonly origin: string;
  /** Sends one request. The target of the request goes out exactly as given. */
  call(path: string, options?: CallOptions): Promise<Reply>;
  /** Makes a client that no other test shares. It has no token until one is issued. */
  createClient(options?: { settings?: Partial<ClientSettings>; imsOrgId?: string }): Promise<TargetClient>;
};

export type CallOptions = {
  readonly method?: string;
  /** Names are sent as given; `Host` replaces the target's own. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** What came back, read to its end. */
export type Reply = {
  readonly status: number;
  /** The reason phrase; empty for the handler, which has none. */
  readonly reason: string;
  readonly headers: Headers;
  readonly text: string;
};

/** A client and what tests do to it behind the API's back. */
export type TargetClient = {
  readonly code: string;
  /** Issues a token and returns its text; the overrides make it expired, replaced or revoked, or one for some surfaces. */
  issueToken(
    overrides?: Partial<
      Pick<TokenRecord, "createdAt" | "expiresAt" | "revokedAt" | "graceEndsAt" | "name" | "surfaces">
    >,
  ): Promise<string>;
  /** Counts calls, as if other nodes had let them in before this client was first seen here. */
  useQuota(kind: QuotaKind, calls: number): Promise<void>;
  /** Puts a profile there, as a visit would. */
  putProfile(key: `pc:${string}` | `tp:${string}`, values: Readonly<Record<string, string>>): Promise<void>;
};
