import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import type { Profile } from "@silhouette/core/profile";
import { Failed } from "./call-groups.ts";
import type { Queryable } from "./pool.ts";
import { type StoredProfile, selectProfiles } from "./sql/select-profile.ts";
import { parseStoredAttributes, UnreadableProfile } from "./stored-attributes.ts";
import { LINK_STEPS_MAX } from "./write-profiles.ts";

/** Who is looked for, and when: what has expired by then is not found. */
export type Sought = { readonly clientId: ClientId; readonly key: ProfileKey; readonly now: Date };

/** Found or not; wrapped, so that a group can tell "nothing" from "no answer". */
export type Found = { readonly profile: Profile | null };

/**
 * Finds several profiles with one statement, and one more for each step of links among them. A link that is moved
 * meanwhile leads to the new place. One that cannot be read fails alone.
 */
export async function findProfiles(
  connection: Queryable,
  sought: readonly Sought[],
): Promise<readonly (Found | Failed)[]> {
  const found: (Found | Failed)[] = sought.map(() => ({ profile: null }));
  let open = sought.map(({ clientId, key }, index) => ({ index, clientId, key }));
  for (let step = 0; open.length > 0; step++) {
    const rows = await selectProfiles(connection, open);
    const links: typeof open = [];
    for (const { index, clientId, key } of open) {
      const row = rows.get(clientId)?.get(key);
      if (row === undefined) continue;
      if (row.mergedInto === null) found[index] = readProfile(key, row, sought[index]);
      else if (step < LINK_STEPS_MAX) links.push({ index, clientId, key: row.mergedInto });
      else found[index] = new Failed(new UnreadableProfile(`Profile links of client ${clientId} form a circle`));
    }
    open = links;
  }
  return found;
}

function readProfile(key: ProfileKey, row: StoredProfile, sought: Sought | undefined): Found | Failed {
  try {
    return { profile: toProfile(key, row, sought) };
  } catch (error) {
    return new Failed(error);
  }
}

function toProfile(key: ProfileKey, row: StoredProfile, sought: Sought | undefined): Profile | null {
  if (sought === undefined || row.expiresAt <= sought.now.getTime()) return null;
  const attributes = parseStoredAttributes(JSON.parse(row.attributes));
  return { key, attributes, modifiedAt: new Date(row.modifiedAt), expiresAt: new Date(row.expiresAt) };
}
