import { PROFILE_BYTES_MAX } from "@silhouette/core/attributes";
import { changeBytes, type ProfileChange, type ProfileWrite } from "@silhouette/core/profile";
import { type ProfileRow, toAttributesJson, toStamp } from "./sql/profile-rows.ts";

/** What one statement does to one profile: all of its writes, merged in their order. */
export type PlannedRow = {
  /** The last of them: what they set together has its origin. */
  readonly write: ProfileWrite;
  readonly change: ProfileChange;
  /** UTF-8 bytes of names and values. */
  readonly bytes: number;
  /** Which writes these are, by their places in the list. */
  readonly indexes: readonly number[];
};

export type PlannedWrites = {
  /**
   * Each profile once, because a statement may meet a row once only, and in one order for all statements: two of them
   * that lock the same rows never wait for each other in a circle. The order is that of the primary key.
   */
  readonly rows: readonly PlannedRow[];
  /** Writes to profiles for which they are too much taken together: to be tried one by one. */
  readonly oversized: readonly number[];
};

/** Prepares writes for one statement. */
export function planWrites(writes: readonly ProfileWrite[]): PlannedWrites {
  const merged = new Map<string, { write: ProfileWrite; change: ProfileChange; indexes: number[] }>();
  writes.forEach((write, index) => {
    const name = nameOf(write);
    const earlier = merged.get(name);
    if (earlier === undefined) {
      merged.set(name, { write, change: write.change, indexes: [index] });
    } else {
      earlier.write = write;
      earlier.change = new Map([...earlier.change, ...write.change]);
      earlier.indexes.push(index);
    }
  });
  const rows: PlannedRow[] = [];
  const oversized: number[] = [];
  for (const row of merged.values()) {
    const bytes = changeBytes(row.change);
    if (bytes <= PROFILE_BYTES_MAX) rows.push({ ...row, bytes });
    else oversized.push(...row.indexes);
  }
  rows.sort((a, b) => compareNames(a.write, b.write));
  return { rows, oversized };
}

export const toProfileRow = ({ write, change, bytes }: PlannedRow, now: Date): ProfileRow => ({
  key: write.key,
  attributes: toAttributesJson(change, toStamp(now, write.origin ?? "update")),
  bytes,
});

/** `clientId key`: what tells profiles apart. */
export const nameOf = ({ clientId, key }: Pick<ProfileWrite, "clientId" | "key">): string => `${clientId} ${key}`;

const compareNames = (a: ProfileWrite, b: ProfileWrite): number =>
  a.clientId < b.clientId ? -1 : a.clientId > b.clientId ? 1 : a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
