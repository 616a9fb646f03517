import { z } from "zod";

/** Channels that a property may belong to. Source: contract section 13. */
export const PROPERTY_CHANNELS = ["web", "mobile", "email", "other"] as const;

/** Workspaces that a property may be assigned to, at most. Source: contract section 13. */
export const PROPERTY_WORKSPACES_MAX = 200;

/** Characters of a name and of a description; guesses, far above what a screen shows. */
const nameCharactersMax = 250;
const descriptionCharactersMax = 1000;

const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/** What people decide about a property. */
export const PropertyFields = z.object({
  name: z.string().trim().min(1).max(nameCharactersMax).refine(isStorable),
  description: z.string().max(descriptionCharactersMax).refine(isStorable).default(""),
  channel: z.enum(PROPERTY_CHANNELS),
  /** Ids of the client's workspaces, each once; absent: the Default Workspace, as a created one, or as it was. */
  workspaces: z.array(z.string().min(1).max(64)).max(PROPERTY_WORKSPACES_MAX).optional(),
});
export type PropertyFields = Readonly<z.infer<typeof PropertyFields>>;

/** A site or app of a client. `token` names it in calls (`at_property`); it opens nothing. */
export type Property = {
  /** Below 2^53, so that it is exact as a number of JSON. */
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly channel: (typeof PROPERTY_CHANNELS)[number];
  readonly workspaces: readonly string[];
  readonly token: string;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

export const PROPERTY_SORT_KEYS = ["id", "name", "channel", "createdAt", "modifiedAt"] as const;

/** What a field has to be, or must not be. */
export type FieldFilter = { readonly value: string; readonly isNegated: boolean };

/** Fields that the original's list can be narrowed by (contract section 13). */
export const PROPERTY_FILTER_KEYS = ["name", "channel", "token"] as const;

/** Which properties. What is undefined does not matter. */
export type PropertyFilter = { readonly [Key in (typeof PROPERTY_FILTER_KEYS)[number]]?: FieldFilter | undefined } & {
  /** Part of the name or of the description, whatever its case. */
  readonly text?: string | undefined;
  /** Assigned to this workspace. */
  readonly workspaceId?: string | undefined;
  /** Begins after this name, in a list by name. */
  readonly after?: string | undefined;
};

/** Which part of a list, in which order. */
export type PropertyQuery = {
  readonly filter?: PropertyFilter;
  readonly limit: number;
  readonly offset: number;
  readonly sortBy: readonly { readonly key: (typeof PROPERTY_SORT_KEYS)[number]; readonly isDescending: boolean }[];
};

/** Why a property was not stored: the client has one of that name, or has no such workspace. */
export type PropertyRefusal = "name-taken" | "unknown-workspace";
