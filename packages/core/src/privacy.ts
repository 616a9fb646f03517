import { createHash } from "node:crypto";
import { z } from "zod";
import { isStorableValue } from "./attributes.ts";
import type { AuditEvent, AuditOrigin } from "./audit.ts";
import type { Client } from "./client.ts";
import { type IdKind, type ProfileKey, toProfileKey } from "./identity.ts";
import type { ClientId } from "./ids.ts";
import type { Profile } from "./profile.ts";

/** Ids of one request: each costs a look through all profiles of the client. */
export const USER_CONTEXTS_MAX = 50;

/** Days that a finished job, and with it what it found, is kept. */
export const PRIVACY_JOB_DAYS = 30;

const value = z.string().min(1).max(1000).refine(isStorableValue);

/** One id of a visitor, in the words of the original's privacy service. Source: contract section 11. */
export const UserContext = z.discriminatedUnion("namespace", [
  z.object({
    namespace: z.literal("ECID"),
    namespaceId: z.literal(4).optional(),
    type: z.literal("standard"),
    value,
  }),
  z.object({
    namespace: z.literal("TNTID"),
    namespaceId: z.literal(9).optional(),
    type: z.literal("standard"),
    value,
  }),
  z.object({ namespace: z.literal("THIRDPARTYID"), type: z.literal("target"), value }),
]);
export type UserContext = Readonly<z.infer<typeof UserContext>>;

export const PrivacyRequest = z.object({
  action: z.enum(["access", "delete"]),
  userContexts: z.array(UserContext).min(1).max(USER_CONTEXTS_MAX),
  /** Callers of the original name their organisation and product; another organisation's request finds nothing. */
  companyContexts: z.array(z.object({ namespace: z.string(), value: z.string() })).optional(),
  products: z.array(z.string()).optional(),
});
export type PrivacyRequest = Readonly<z.infer<typeof PrivacyRequest>>;

export type PrivacyAction = PrivacyRequest["action"];

/** What became of one id. `document` is what an access job found, in the shape of a fetched profile. */
export type PrivacyResult = {
  readonly status: "Complete";
  readonly message: "success" | "user context not found";
  readonly document: ProfileDocument | null;
};

/** `results` is null while the job runs, and stands in the order of `userContexts`. */
export type PrivacyJob = {
  readonly id: string;
  readonly clientId: ClientId;
  readonly action: PrivacyAction;
  readonly status: "Processing" | "Complete" | "Error";
  readonly message: string | null;
  readonly userContexts: readonly UserContext[];
  readonly results: readonly PrivacyResult[] | null;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
};

/** Requests of visitors as the console asks for them. A worker carries them out. */
export interface PrivacyStore {
  /** Stores the job, its audit event and the wake-up of a worker as one. */
  create(
    actor: AuditEvent["actor"],
    client: Pick<Client, "id" | "imsOrgId">,
    request: PrivacyRequest,
    origin: AuditOrigin,
    now: Date,
  ): Promise<PrivacyJob>;
  /** Null when unknown. That a result was handed out is audited before it is. */
  read(
    actor: AuditEvent["actor"],
    clientId: ClientId,
    id: string,
    origin: AuditOrigin,
    now: Date,
  ): Promise<PrivacyJob | null>;
  /** Newest first, without results. `before` is the id of the last job of the page before. */
  list(clientId: ClientId, page: { before: string | null; limit: number }): Promise<readonly PrivacyJob[]>;
}

const ID_KINDS = {
  ECID: "marketingCloudVisitorId",
  TNTID: "tntId",
  THIRDPARTYID: "thirdPartyId",
} as const satisfies Record<UserContext["namespace"], IdKind>;

/** Null for an id that no visitor can have. */
export function userContextKey({ namespace, value }: UserContext): ProfileKey | null {
  const key = toProfileKey(ID_KINDS[namespace], value);
  return key.ok ? key.value : null;
}

/** Whether a request is meant for another organisation: `company context not applicable`. */
export const isOtherCompany = ({ companyContexts }: PrivacyRequest, imsOrgId: string | null): boolean =>
  companyContexts !== undefined &&
  companyContexts.length > 0 &&
  !companyContexts.some(({ namespace, value }) => namespace === "imsOrgID" && value === imsOrgId);

/**
 * Stands for a visitor's id in the audit log, which outlives the visitor: the log can be asked whether a known id was
 * deleted, but tells no id. A short id could be found by trying all of them, so it is a pseudonym and no secret.
 */
export function identityPseudonym(clientId: ClientId, context: UserContext): string {
  const key = userContextKey(context) ?? `?:${context.value}`;
  const hash = createHash("sha256").update(`${clientId}\0${key}`).digest("hex").slice(0, 32);
  return `${context.namespace}:${hash}`;
}

/** A profile in the shape of contract section 2. */
export type ProfileDocument = {
  readonly client: string;
  readonly visitorId: string;
  readonly modifiedAt: string;
  readonly profileAttributes: Readonly<Record<string, { readonly value: string; readonly modifiedAt: string }>>;
};

/** `visitorId` repeats the id as it was asked for. */
export function toProfileDocument(clientCode: string, visitorId: string, profile: Profile): ProfileDocument {
  const attributes = [...profile.attributes].map(
    ([name, { value, modifiedAt }]) => [name, { value, modifiedAt: formatTime(new Date(modifiedAt)) }] as const,
  );
  return {
    client: clientCode,
    visitorId,
    modifiedAt: formatTime(profile.modifiedAt),
    // fromEntries defines own properties, so a name such as __proto__ is kept like any other.
    profileAttributes: Object.fromEntries(attributes),
  };
}

/** A job's own message once it is complete: says something only when no id was found. */
export const completionMessage = (results: readonly PrivacyResult[]): string | null =>
  results.every(({ message }) => message === "user context not found") ? "user context not found" : null;

/** ISO 8601 with milliseconds and a numeric offset (U-03). */
const formatTime = (time: Date): string => time.toISOString().replace("Z", "+00:00");
