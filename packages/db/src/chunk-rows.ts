import { PROFILE_BYTES_MAX } from "@silhouette/core/attributes";
import type { ProfileKey } from "@silhouette/core/identity";
import { changeBytes, type ProfileChange } from "@silhouette/core/profile";
import { type ProfileColumns, toMembersJson, toProfileColumns } from "./sql/profile-rows.ts";

/** The rows of a chunk as one statement takes them. */
export type PlannedChunk = {
  readonly columns: ProfileColumns;
  /** The key of each row, in the order of the columns, which is that of the primary key. */
  readonly keys: readonly ProfileKey[];
  /** Which writes each row stands for, by their places among the writes of the chunk. */
  readonly places: readonly (readonly number[])[];
  /** Writes to profiles for which they are too much taken together: to be tried one by one. */
  readonly oversized: readonly number[];
};

type Row = { readonly key: ProfileKey; members: string; bytes: number; readonly places: number[] };

/**
 * Collects what the rows of a chunk write, each profile once. Of a row it keeps the text to be sent and no more: kept
 * as objects, the rows of two chunks survived collection after collection and took a fifth of the worker's time.
 */
export class ChunkRows {
  readonly #rows = new Map<ProfileKey, Row>();
  readonly #epochMillis: string;
  #writes = 0;

  constructor(now: Date) {
    this.#epochMillis = String(now.getTime());
  }

  add(key: ProfileKey, change: ProfileChange): void {
    const members = toMembersJson(change, this.#epochMillis);
    const bytes = changeBytes(change);
    const place = this.#writes++;
    const earlier = this.#rows.get(key);
    if (earlier === undefined) {
      this.#rows.set(key, { key, members, bytes, places: [place] });
    } else {
      // Of a name in both, Postgres keeps the later value. Its bytes count twice, which is a bound all the same.
      earlier.members += `,${members}`;
      earlier.bytes += bytes;
      earlier.places.push(place);
    }
  }

  finish(): PlannedChunk {
    const all = [...this.#rows.values()];
    const rows = all.filter(({ bytes }) => bytes <= PROFILE_BYTES_MAX);
    const oversized = all.filter(({ bytes }) => bytes > PROFILE_BYTES_MAX).flatMap(({ places }) => places);
    // One order for all statements: two of them that lock the same rows never wait for each other in a circle.
    rows.sort((a, b) => (a.key < b.key ? -1 : 1));
    return {
      columns: toProfileColumns(rows.map(({ key, members, bytes }) => ({ key, attributes: `{${members}}`, bytes }))),
      keys: rows.map(({ key }) => key),
      places: rows.map(({ places }) => places),
      oversized,
    };
  }
}
