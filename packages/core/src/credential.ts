import { z } from "zod";
import type { AuditOrigin } from "./audit.ts";
import type { Actor, RoleGrant } from "./permission.ts";
import type { Result } from "./result.ts";
import { randomText } from "./token.ts";

/** Longest life of a credential with an end, in days: a year, and the day more that some have. */
export const CREDENTIAL_LIFETIME_DAYS_MAX = 366;

/** How long the former secret may work on after a rotation, in seconds: long enough to carry the new one everywhere. */
export const ROTATION_OVERLAP_SECONDS = { none: 0, "1h": 3600, "24h": 86_400, "7d": 604_800 } as const;
export const ROTATION_OVERLAPS = ["none", "1h", "24h", "7d"] as const;
export type RotationOverlap = (typeof ROTATION_OVERLAPS)[number];

/** The last use is noted at most this often, in seconds, so that a program that asks for tokens in a loop writes little. */
export const CREDENTIAL_USE_SECONDS = 5 * 60;

/** One line of at most 100 characters. No `@`: the audit log names members by their address, and never mistakes one for a program. */
export const CredentialName = z
  .string()
  .trim()
  .regex(/^\P{Cc}{1,100}$/u)
  .refine((text) => text.isWellFormed() && !text.includes("@"));

/** Id and secret of a new credential. The secret is shown once and never stored. */
export type NewCredentialSecret = { readonly publicId: string; readonly secret: string };

/** 20 characters of 62 for the id, 43 of them (256 random bits) behind a prefix that secret scanners can look for. */
export const createCredentialSecret = (random: (bytes: number) => Uint8Array): NewCredentialSecret => ({
  publicId: randomText(20, random),
  secret: createSecretText(random),
});

/** A secret for a credential that has its id already. */
export const createSecretText = (random: (bytes: number) => Uint8Array): string => `silcs_${randomText(43, random)}`;

/** The times that decide whether a credential opens anything. */
export type CredentialTimes = { readonly expiresAt: Date | null; readonly revokedAt: Date | null };

export const CREDENTIAL_STATES = ["live", "expired", "revoked"] as const;
export type CredentialState = (typeof CREDENTIAL_STATES)[number];

export function credentialState({ expiresAt, revokedAt }: CredentialTimes, now: Date): CredentialState {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= now ? "expired" : "live";
}

/** Whether a new credential may end then: in the future, and within the longest life. Null has no end. */
export function isAcceptableEnd(expiresAt: Date | null, now: Date): boolean {
  if (expiresAt === null) return true;
  const millis = expiresAt.getTime() - now.getTime();
  return millis > 0 && millis <= CREDENTIAL_LIFETIME_DAYS_MAX * 86_400_000;
}

/** A program's credential as lists show it; the secret is nobody's to see. */
export type ListedCredential = CredentialTimes & {
  readonly id: string;
  /** `client_id` of the OAuth client-credentials grant. */
  readonly publicId: string;
  readonly name: string;
  readonly grant: RoleGrant & { readonly workspaceName: string | null };
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly revokedBy: string | null;
  /** Until when the former secret works beside the new one; null when it does not. */
  readonly previousSecretEndsAt: Date | null;
  /** When and from where it last asked for an access token; null for never. Up to `CREDENTIAL_USE_SECONDS` late. */
  readonly lastUsedAt: Date | null;
  readonly lastUsedAddress: string | null;
  /** Whether the reader may rename, rotate and revoke it: its role is one that the reader may give. */
  readonly isManageable: boolean;
};

export type NewCredential = NewCredentialSecret & {
  readonly name: string;
  readonly grant: RoleGrant;
  readonly expiresAt: Date | null;
};

/** `beyond-reach`: a role that the actor may not give. `not-live`: revoked or expired, so there is nothing to rotate. */
export type CredentialRefusal = "not-found" | "beyond-reach" | "not-live";

/** Which credentials to list. What is null does not matter. */
export type CredentialQuery = {
  /** Part of the name or of the client id, whatever its case. */
  readonly text: string | null;
  readonly state: CredentialState | null;
  /** Begins after this one; credentials are listed newest first. */
  readonly after: Pick<ListedCredential, "createdAt" | "id"> | null;
  readonly limit: number;
};

/** Credentials of the admin API, each change with its audit event in one transaction. Revoked and expired ones stay listed. */
export interface CredentialAdministration {
  /** The client's, newest first, at most `limit`; those of the whole installation too for who runs it. */
  list(actor: Actor, query: CredentialQuery, now: Date): Promise<readonly ListedCredential[]>;
  find(actor: Actor, id: string): Promise<ListedCredential | null>;
  create(
    actor: Actor,
    credential: NewCredential,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<ListedCredential, "beyond-reach" | "unknown-workspace">>;
  rename(
    actor: Actor,
    id: string,
    name: string,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<ListedCredential, Exclude<CredentialRefusal, "not-live">>>;
  /**
   * Gives a live credential a new secret. The former one works on for the overlap, one before that ends at once.
   * Access tokens that were issued before stay good: they name the credential and not its secret.
   */
  rotate(
    actor: Actor,
    id: string,
    secret: string,
    overlap: RotationOverlap,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<ListedCredential, CredentialRefusal>>;
  /** Ends the credential and every access token of it at once. Safe to repeat. */
  revoke(
    actor: Actor,
    id: string,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<ListedCredential, Exclude<CredentialRefusal, "not-live">>>;
}
