import { timingSafeEqual } from "node:crypto";

/** How long a reply is given again, in milliseconds: 24 h. Retries of a program come within minutes, of a person within a day. */
export const IDEMPOTENT_REPLY_MILLIS = 24 * 60 * 60 * 1000;

/**
 * After this time a call that has left no reply counts as lost with its process, in milliseconds: a minute, six times
 * the longest transaction of the console.
 */
export const ABANDONED_AFTER_MILLIS = 60_000;

/** 1 to 255 visible ASCII characters; draft-ietf-httpapi-idempotency-key-header asks for a string that is hard to guess, such as a UUID. */
export const isIdempotencyKey = (text: string): boolean => /^[\x21-\x7E]{1,255}$/.test(text);

/** A reply as it went out. */
export type StoredReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** The first call under a key, as far as it is known. */
export type KnownCall = {
  readonly requestHash: Uint8Array;
  readonly startedAt: Date;
  readonly isDone: boolean;
};

export type CallDecision =
  /** Nobody is at work under this key: go ahead, and take the place of whoever was. */
  | "begin"
  | "replay"
  /** The key was used for another request: a fault of the caller. */
  | "other-request"
  | "at-work";

/** What to do with a call under a key. @param known null when the key is new. */
export function decideCall(known: KnownCall | null, requestHash: Uint8Array, now: Date): CallDecision {
  if (known === null) return "begin";
  const ageMillis = now.getTime() - known.startedAt.getTime();
  if (ageMillis >= IDEMPOTENT_REPLY_MILLIS) return "begin";
  if (!timingSafeEqual(known.requestHash, requestHash)) return "other-request";
  if (known.isDone) return "replay";
  return ageMillis >= ABANDONED_AFTER_MILLIS ? "begin" : "at-work";
}

export type BegunCall =
  /** `startedAt` names this attempt: only who holds it may end it. */
  | { readonly kind: "begun"; readonly startedAt: Date }
  | { readonly kind: "replayed"; readonly reply: StoredReply }
  | { readonly kind: "other-request" }
  | { readonly kind: "at-work" };

/** Replies to calls with an `Idempotency-Key`. Keys of one actor mean nothing to another. */
export interface IdempotentReplyStore {
  /** Of callers at the same time one begins; the others find it at work. */
  begin(actorId: string, key: string, requestHash: Uint8Array, now: Date): Promise<BegunCall>;
  /** Keeps the reply, unless somebody else has taken the call over since. */
  finish(actorId: string, key: string, startedAt: Date, reply: StoredReply): Promise<void>;
  /** Forgets a call that came to nothing, so that a retry may begin at once. */
  abandon(actorId: string, key: string, startedAt: Date): Promise<void>;
}
