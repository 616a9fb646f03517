import type { ProfileKey } from "./identity.ts";
import type { ClientId } from "./ids.ts";

/** A profile as a list shows it: without its attributes. */
export type ListedProfile = {
  readonly key: ProfileKey;
  readonly attributeCount: number;
  readonly modifiedAt: Date;
  readonly expiresAt: Date;
};

export type ProfileListQuery = {
  /** Only keys that begin so, such as `tp:crm-`; empty for all. */
  readonly prefix: string;
  /** Begins after this key; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
};

/** Profiles by key. Each page is read by the primary key, so the last one of ten million is as quick as the first. */
export interface ProfileList {
  /** Links and expired profiles are left out; a page may then be shorter than `limit` only when nothing follows. */
  list(clientId: ClientId, query: ProfileListQuery, now: Date): Promise<readonly ListedProfile[]>;
}
