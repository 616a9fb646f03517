import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import type { Profile } from "@silhouette/core/profile";
import type { Queryable } from "./pool.ts";
import { type StoredProfile, selectProfiles } from "./sql/select-profile.ts";
import { parseStoredAttributes } from "./stored-attributes.ts";
import { LINK_STEPS_MAX } from "./write-profiles.ts";

/** Who is looked for, and when: what has expired by then is not found. */
export type Sought = { readonly clientId: ClientId; readonly key: ProfileKey; readonly now: Date };

/** Found or not; wrapped, so that a group can tell "nothing" from "no answer". */
export type Found = { readonly profile: Profile | null };

/**
 * Finds several profiles with one statement for each client, and one more for each step of links among them. A link
 * that is moved meanwhile leads to the new place.
 */
export async function findProfiles(connection: Queryable, sought: readonly Sought[]): Promise<readonly Found[]> {
  const found: Found[] = sought.map(() => ({ profile: null }));
  let open = sought.map(({ clientId, key }, index) => ({ index, clientId, at: key }));
  for (let step = 0; step <= LINK_STEPS_MAX; step++) {
    const rows = await selectOpen(connection, open);
    const links: typeof open = [];
    for (const { index, clientId, at } of open) {
      const row = rows.get(clientId)?.get(at);
      if (row === undefined) continue;
      if (row.mergedInto !== null) links.push({ index, clientId, at: row.mergedInto });
      else found[index] = { profile: toProfile(at, row, sought[index]) };
    }
    if (links.length === 0) return found;
    open = links;
  }
  throw new Error(`Profile links of client ${open[0]?.clientId} form a circle`);
}

async function selectOpen(
  connection: Queryable,
  open: readonly { clientId: ClientId; at: ProfileKey }[],
): Promise<ReadonlyMap<ClientId, ReadonlyMap<string, StoredProfile>>> {
  const keys = new Map<ClientId, Set<ProfileKey>>();
  for (const { clientId, at } of open) {
    const known = keys.get(clientId);
    if (known === undefined) keys.set(clientId, new Set([at]));
    else known.add(at);
  }
  const rows = new Map<ClientId, ReadonlyMap<string, StoredProfile>>();
  for (const [clientId, wanted] of keys) rows.set(clientId, await selectProfiles(connection, clientId, [...wanted]));
  return rows;
}

function toProfile(key: ProfileKey, row: StoredProfile, sought: Sought | undefined): Profile | null {
  if (sought === undefined || row.expiresAt <= sought.now.getTime()) return null;
  const attributes = parseStoredAttributes(JSON.parse(row.attributes));
  return { key, attributes, modifiedAt: new Date(row.modifiedAt), expiresAt: new Date(row.expiresAt) };
}
