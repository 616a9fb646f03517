import type { ProfileList } from "@silhouette/core/profile-list";
import type pg from "pg";
import { listProfiles } from "./sql/list-profiles.ts";

/** Lists of profiles, over the pool of the program that shows them. */
export const createProfileList = (pool: pg.Pool): ProfileList => ({
  list: (clientId, query, now) => listProfiles(pool, clientId, query, now),
});
