import type { BatchStore } from "@silhouette/core/batch";
import type { ClientDirectory } from "@silhouette/core/client";
import type { ProfileStore } from "@silhouette/core/profile";
import type { TokenDirectory } from "@silhouette/core/token";
import type pg from "pg";
import { createBatchStore } from "./batches.ts";
import { createDirectories } from "./directories.ts";
import { createProfileStore } from "./profiles.ts";

/** Every store that the data plane asks for, over one pool. */
export function createDataPlaneStores(pool: pg.Pool): {
  readonly clients: ClientDirectory;
  readonly tokens: TokenDirectory;
  readonly profiles: ProfileStore;
  readonly batches: BatchStore;
} {
  return { ...createDirectories(pool), profiles: createProfileStore(pool), batches: createBatchStore(pool) };
}

/** True when the database answers and holds the tables this version works with. Used by `GET /readyz`. */
export async function isReady(pool: pg.Pool): Promise<boolean> {
  try {
    await pool.query("SELECT p.version, b.chunks_done FROM profile AS p, batch AS b LIMIT 0");
    return true;
  } catch {
    return false;
  }
}
