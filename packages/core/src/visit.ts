import type { ProfileKey } from "./identity.ts";
import { type Attributes, mergeAttributes, type Visit } from "./profile.ts";
import { type Result, succeed } from "./result.ts";

/** An identity as stored: a profile, or a link to another identity of the same visitor. */
export type IdentityRow = {
  readonly key: ProfileKey;
  readonly mergedInto: ProfileKey | null;
  readonly attributes: Attributes;
  readonly tntId: string | null;
  readonly modifiedAt: Date;
  readonly expiresAt: Date;
};

/** What a visit leaves behind. Everything happens together, or nothing does. */
export type VisitPlan = {
  /** The visitor's tntId after the visit. */
  readonly tntId: string;
  /** The one profile that all identities of the visit reach afterwards. */
  readonly profile: {
    readonly key: ProfileKey;
    readonly attributes: Attributes;
    readonly tntId: string | null;
    readonly modifiedAt: Date;
  };
  readonly links: readonly { readonly key: ProfileKey; readonly mergedInto: ProfileKey }[];
};

/** Every stored identity that a visit may depend on, by key. */
export type IdentityRows = ReadonlyMap<ProfileKey, IdentityRow>;

/**
 * Decides which profile a visit belongs to, which anonymous profiles become part of it, and which identities link to
 * it. Source: contract section 10, U-35, U-36.
 *
 * - A thirdPartyId named in the visit is the profile. Otherwise it is the one that the visitor's device, or its ECID,
 *   reaches already; a known visitor goes before an anonymous one.
 * - What was known anonymously fills the gaps: of an attribute on both sides, the profile's own value stays.
 * - Profiles of two thirdPartyIds are never merged: a device that changes hands moves on to the new one and leaves
 *   the data of the former where it is.
 * - A thirdPartyId that comes from another device keeps the first one linked as well.
 */
export function planVisit(rows: IdentityRows, visit: Visit, now: Date): Result<VisitPlan, "too-large"> {
  const { tntId: named, thirdPartyId, marketingCloudVisitorId: ecid } = visit.identities;
  const liveRoot = (key: ProfileKey | null) => findLiveRoot(rows, key, now);
  const knownDevice = liveRoot(ecid) === null ? null : (rows.get(ecid as ProfileKey)?.mergedInto ?? null);
  const thirdParty = liveRoot(thirdPartyId);
  const device = named ?? homeDevice(thirdParty) ?? knownDevice ?? (`pc:${visit.newTntId}` as const);
  const roots = [thirdParty, liveRoot(device), liveRoot(knownDevice)].filter((root) => root !== null);

  const identified = roots.find((root) => root.key.startsWith("tp:"));
  const oldest = roots.at(-1);
  const key = thirdPartyId ?? identified?.key ?? oldest?.key ?? device;
  const own = rows.get(key);
  const isLive = own !== undefined && liveRoot(key)?.key === key;

  const absorbed = new Map(
    roots.filter((root) => root.key !== key && root.key.startsWith("pc:")).map((root) => [root.key, root]),
  );
  let attributes: Attributes = isLive ? own.attributes : new Map();
  for (const anonymous of absorbed.values()) attributes = new Map([...anonymous.attributes, ...attributes]);
  const merged = mergeAttributes(attributes, visit.change, now, "visit");
  if (!merged.ok) return merged;

  const tntId = device.slice("pc:".length);
  const isChanged = visit.change.size > 0 || absorbed.size > 0;
  const links = new Map<ProfileKey, ProfileKey>();
  for (const anonymous of absorbed.keys()) links.set(anonymous, key);
  if (device !== key) links.set(device, key);
  if (ecid !== null) links.set(ecid, device);
  return succeed({
    tntId,
    profile: {
      key,
      attributes: merged.value,
      tntId: key === device ? null : ((isLive ? own.tntId : null) ?? tntId),
      modifiedAt: isLive && !isChanged ? own.modifiedAt : now,
    },
    links: [...links].map(([from, mergedInto]) => ({ key: from, mergedInto })),
  });
}

/** The tntId that the first visit of a thirdPartyId was given, so that server-side callers keep getting the same one. */
const homeDevice = (profile: IdentityRow | null): `pc:${string}` | null =>
  profile === null || profile.tntId === null ? null : `pc:${profile.tntId}`;

/** Keys that the rows refer to: a store reads them too, until it knows of all. */
export function referredKeys(rows: Iterable<IdentityRow>): ReadonlySet<ProfileKey> {
  const keys = new Set<ProfileKey>();
  for (const row of rows) {
    if (row.mergedInto !== null) keys.add(row.mergedInto);
    const device = homeDevice(row);
    if (device !== null) keys.add(device);
  }
  return keys;
}

/** Links form no circle: only a profile ever becomes a link, and never to one that links to it. */
function findLiveRoot(rows: IdentityRows, key: ProfileKey | null, now: Date): IdentityRow | null {
  let row = key === null ? undefined : rows.get(key);
  while (row !== undefined && row.mergedInto !== null) row = rows.get(row.mergedInto);
  return row === undefined || row.expiresAt <= now ? null : row;
}
