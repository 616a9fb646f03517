import type { ClientId } from "./ids.ts";

/** Profiles up to this number are counted one by one; beyond it the database’s statistics answer. A guess. */
export const PROFILES_COUNTED_MAX = 100_000;

/** How many profiles a client has; estimates are as old as the last look of the database's own statistics. */
export type ProfileCount = { readonly count: number; readonly isExact: boolean };

/** Counts without reading the whole table: quick at any size. Expired profiles count until they are purged. */
export type CountProfiles = (clientId: ClientId) => Promise<ProfileCount>;
