import { PROFILE_BYTES_MAX } from "./attributes.ts";
import type { ProfileKey } from "./identity.ts";
import type { ClientId } from "./ids.ts";
import { type Result, refuse, succeed } from "./result.ts";

/** How an attribute came to its value: a single update, a row of a batch, a visit, or somebody in the console. */
export const ATTRIBUTE_ORIGINS = ["update", "batch", "visit", "console"] as const;
export type AttributeOrigin = (typeof ATTRIBUTE_ORIGINS)[number];

/** One attribute as stored: every attribute keeps the time and the origin of its own last change. */
export type Attribute = {
  readonly value: string;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
  /** Absent where it was written before origins were kept. */
  readonly origin?: AttributeOrigin;
};
export type Attributes = ReadonlyMap<string, Attribute>;

/** What is known of one visitor of one client. */
export type Profile = {
  readonly key: ProfileKey;
  readonly attributes: Attributes;
  readonly modifiedAt: Date;
  readonly expiresAt: Date;
};

/** Values to set, by name. Absent and empty values are left out before: a change never clears an attribute. */
export type ProfileChange = ReadonlyMap<string, string>;

/** A change addressed to a profile. */
export type ProfileWrite = {
  readonly clientId: ClientId;
  readonly key: ProfileKey;
  readonly change: ProfileChange;
  /** When the profile expires if this write is applied. */
  readonly expiresAt: Date;
  /** `update` unless said. */
  readonly origin?: AttributeOrigin;
};

/** What became of a write. `too-large` leaves the stored profile as it was (U-23). */
export type WriteOutcome = "applied" | "not-found" | "too-large";

/** The identities that a delivery request names, each as the key of a profile; null where it names none. */
export type VisitIdentities = {
  readonly tntId: `pc:${string}` | null;
  readonly thirdPartyId: `tp:${string}` | null;
  readonly marketingCloudVisitorId: `ec:${string}` | null;
};

/** A visit: creates, links and renews, and writes profile parameters, as one (contract section 10, U-35, U-36). */
export type Visit = {
  readonly clientId: ClientId;
  readonly identities: VisitIdentities;
  /** The tntId to give a visitor who has none yet (U-06). */
  readonly newTntId: string;
  /** May be empty: the visit counts all the same. */
  readonly change: ProfileChange;
  readonly expiresAt: Date;
};

/** `tntId` is the visitor's after the visit. `too-large` means that nothing of the visit was stored, links included. */
export type VisitResult = { readonly outcome: "applied" | "too-large"; readonly tntId: string };

export interface ProfileStore {
  /** Links the identities of a visit and applies its change. Resolves only after the commit. Safe to repeat. */
  visit(visit: Visit, now: Date): Promise<VisitResult>;
  /**
   * Null when unknown or expired. Reads what was acknowledged before the call. Never renews the life time (U-33).
   * Throws `Overloaded` when the store cannot take more calls.
   */
  find(clientId: ClientId, key: ProfileKey, now: Date): Promise<Profile | null>;
  /**
   * Changes an existing profile and renews its life time. Resolves only after the commit. Safe to repeat.
   * Throws `Overloaded` when the store cannot take more calls.
   */
  update(write: ProfileWrite, now: Date): Promise<WriteOutcome>;
}

/** Thrown instead of queueing without bound: callers may come again after `retryAfterSeconds`. */
export class Overloaded extends Error {
  readonly retryAfterSeconds: number;
  /** @param cause for the log: what took too long, where that is known */
  constructor(what: string, retryAfterSeconds: number, cause?: unknown) {
    super(`${what} is overloaded`, { cause });
    this.name = "Overloaded";
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** UTF-8 bytes that the names and values of a change take. */
export function changeBytes(change: ProfileChange): number {
  let bytes = 0;
  for (const [name, value] of change) bytes += utf8Bytes(name) + utf8Bytes(value);
  return bytes;
}

/** UTF-8 bytes that a profile's names and values take; what `PROFILE_BYTES_MAX` limits. */
export function attributesBytes(attributes: Attributes): number {
  let bytes = 0;
  for (const [name, { value }] of attributes) bytes += utf8Bytes(name) + utf8Bytes(value);
  return bytes;
}

/**
 * Applies a change: a value sets its attribute with time and origin, an absent name stays as it was.
 * The last write wins, attribute by attribute. Refuses as a whole when the result would be over the limit.
 */
export function mergeAttributes(
  stored: Attributes,
  change: ProfileChange,
  now: Date,
  origin: AttributeOrigin = "update",
): Result<Attributes, "too-large"> {
  const merged = new Map(stored);
  for (const [name, value] of change) merged.set(name, { value, modifiedAt: now.getTime(), origin });
  return attributesBytes(merged) > PROFILE_BYTES_MAX ? refuse("too-large") : succeed(merged);
}

/**
 * What is left of a profile when a second v2 batch replaces the first: all that a visit has touched, and what was
 * written after the batch was submitted. Source: contract section 5.4, U-17.
 */
export function keepVisited(stored: Attributes, visitedAt: Date | null, submittedAt: Date): Attributes {
  const visited = visitedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  return new Map(
    [...stored].filter(([, { modifiedAt }]) => modifiedAt <= visited || modifiedAt >= submittedAt.getTime()),
  );
}

/** When a profile expires that is written now. */
export const expiryAfterWrite = (now: Date, lifetimeDays: number): Date =>
  new Date(now.getTime() + lifetimeDays * 24 * 60 * 60 * 1000);

const utf8Bytes = (text: string): number => Buffer.byteLength(text, "utf8");
