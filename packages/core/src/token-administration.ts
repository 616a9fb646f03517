import type { AuditEvent, AuditOrigin } from "./audit.ts";
import type { TokenCaller } from "./call-count.ts";
import type { Client } from "./client.ts";
import type { ClientId } from "./ids.ts";
import type { Actor } from "./permission.ts";
import type { Result } from "./result.ts";
import type { NewToken, TokenSummary } from "./token.ts";
import type { NamedToken } from "./token-issue.ts";
import type { RotationRefusal } from "./token-rotation.ts";
import type { TokenLife } from "./token-state.ts";

/** When a token was last seen, and from whom; noted in bulk, so it may be some seconds old. */
export type LastUse = {
  readonly at: Date;
  readonly address: string;
  readonly agent: string;
  readonly surface: string;
};

/** Everything that people may know of a token; its text is known to nobody. */
export type TokenDetails = TokenSummary &
  TokenLife & {
    readonly note: string;
    readonly workspaceId: string | null;
    /** The token that this one took the place of. */
    readonly replacesId: string | null;
    readonly lastUse: LastUse | null;
  };

/** A place in the list of tokens: those that still open something come first, in each part the newest first. */
export type TokenCursor = { readonly hasEnded: boolean; readonly createdAt: Date; readonly id: string };

export type TokenFilter = {
  /** `working`: live or in overlap; `ended`: the others; null: both. */
  readonly state: "working" | "ended" | null;
  readonly workspaceId: string | null;
  /** Part of a name, whatever its case, or the beginning of a public id; empty finds all. */
  readonly text: string;
};

/** A replaced token that still works, and who has called with it since it was replaced; at most `TOKEN_CALLERS_MAX`. */
export type TokenOverlap = {
  readonly token: TokenDetails;
  readonly until: Date;
  /** `calls` are those of the days since the replacement, the whole of its day among them. Latest use first. */
  readonly callers: readonly TokenCaller[];
};

/** A token of any client, with whose it is. */
export type FoundToken = { readonly token: TokenDetails; readonly client: Pick<Client, "code" | "name"> };

/** The text of a token to be, and when the token ends. */
export type IssuedText = { readonly made: NewToken; readonly expiresAt: Date };

/**
 * Tokens beside the account's own, and what is done about any token after it was made. Changes to a client's tokens
 * wait for each other, so two rotations at once leave one live token. Each change has its audit event.
 */
export interface TokenAdministration {
  /** At most `limit` tokens after the place. A token that ends between two pages may be missed or come twice. */
  list(
    clientId: ClientId,
    filter: TokenFilter,
    page: { readonly after: TokenCursor | null; readonly limit: number },
    now: Date,
  ): Promise<readonly TokenDetails[]>;
  find(clientId: ClientId, id: string): Promise<TokenDetails | null>;
  /** Fails with `name-taken` when a live token of the client has the name. */
  create(
    actor: Actor,
    token: NamedToken,
    text: IssuedText,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<TokenDetails, "name-taken" | "unknown-workspace">>;
  /** Changes the labels of a named token. Fails with `not-named` for the account's own, and for what has ended with `not-live`. */
  describe(
    actor: Actor,
    id: string,
    labels: { readonly name?: string | undefined; readonly note?: string | undefined },
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<TokenDetails, "not-found" | "not-named" | "not-live" | "name-taken">>;
  /**
   * Makes a token of the same name, surfaces and workspace, and ends the old one after the overlap. Two at once: the
   * second finds its token replaced, and is refused with `not-live`.
   */
  rotate(
    actor: Actor,
    id: string,
    text: IssuedText,
    overlapSeconds: number,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<TokenDetails, "not-found" | "not-live">>;
  /**
   * Ends the replaced tokens that still work for the token with this id, or for the successor of the replaced one with
   * this id. Answers with the token that goes on.
   */
  finishRotation(
    actor: Actor,
    id: string,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<TokenDetails, "not-found" | "no-overlap">>;
  /** Takes the last rotation back; `id` is that of the new token or the replaced one. Answers with the one that lives again. */
  undoRotation(
    actor: Actor,
    id: string,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<TokenDetails, "not-found" | RotationRefusal>>;
  /** Dead on every node within `TOKEN_CACHE_TTL_MILLIS`. */
  revoke(
    actor: Actor,
    id: string,
    reason: "revoked" | "leaked",
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<TokenDetails, "not-found" | "not-live">>;
  /**
   * The actor's client's token with this text; null for a text that is none, another client's, and a wrong secret alike.
   * That somebody had the text is in the audit log.
   */
  findByText(actor: Actor, text: string, origin: AuditOrigin, now: Date): Promise<TokenDetails | null>;
  /**
   * The token of whichever client that has this text: for who looks after all of them. That somebody had the text is in
   * the log of the token's client; that somebody tried another one, in the installation's, without the text.
   */
  findAnywhere(by: AuditEvent["actor"], text: string, origin: AuditOrigin, now: Date): Promise<FoundToken | null>;
  /** The tokens before this one that still work, the latest first. Empty for another client's token. */
  readOverlaps(clientId: ClientId, id: string, now: Date): Promise<readonly TokenOverlap[]>;
}
