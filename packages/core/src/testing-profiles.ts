import type { ProfileKey } from "./identity.ts";
import type { ClientId } from "./ids.ts";
import {
  mergeAttributes,
  type Profile,
  type ProfileStore,
  type ProfileWrite,
  type Visit,
  type VisitResult,
} from "./profile.ts";
import { type IdentityRow, planVisit } from "./visit.ts";

/** Profiles and links in memory. No method waits between reading and writing, so calls at once lose nothing. */
export class MemoryProfiles implements ProfileStore {
  readonly #clients = new Map<ClientId, Map<ProfileKey, IdentityRow>>();

  async find(clientId: ClientId, key: ProfileKey, now: Date): Promise<Profile | null> {
    return this.findNow(clientId, key, now);
  }

  async update(write: ProfileWrite, now: Date): Promise<"applied" | "not-found" | "too-large"> {
    return this.findNow(write.clientId, write.key, now) === null ? "not-found" : this.write(write, now);
  }

  async visit(visit: Visit, now: Date): Promise<VisitResult> {
    const rows = this.#rowsOf(visit.clientId);
    const plan = planVisit(rows, visit, now);
    if (!plan.ok) return { outcome: plan.refusal, tntId: visit.newTntId };
    const { profile, links, tntId } = plan.value;
    const { expiresAt } = visit;
    rows.set(profile.key, { ...profile, mergedInto: null, expiresAt });
    for (const link of links) {
      rows.set(link.key, { ...link, attributes: new Map(), tntId: null, modifiedAt: now, expiresAt });
    }
    return { outcome: "applied", tntId };
  }

  findNow(clientId: ClientId, key: ProfileKey, now: Date): Profile | null {
    const row = this.#rootOf(clientId, key);
    return row !== undefined && row.expiresAt > now ? row : null;
  }

  /** Changes the profile that the key reaches, or makes one. */
  write(write: ProfileWrite, now: Date): "applied" | "too-large" {
    const { clientId, expiresAt } = write;
    const live = this.#rootOf(clientId, write.key);
    const stored = live !== undefined && live.expiresAt > now ? live : null;
    const merged = mergeAttributes(stored?.attributes ?? new Map(), write.change, now);
    if (!merged.ok) return "too-large";
    const key = stored?.key ?? write.key;
    const tntId = stored?.tntId ?? null;
    this.#rowsOf(clientId).set(key, {
      key,
      mergedInto: null,
      attributes: merged.value,
      tntId,
      modifiedAt: now,
      expiresAt,
    });
    return "applied";
  }

  #rootOf(clientId: ClientId, key: ProfileKey): IdentityRow | undefined {
    const rows = this.#rowsOf(clientId);
    let row = rows.get(key);
    while (row !== undefined && row.mergedInto !== null) row = rows.get(row.mergedInto);
    return row;
  }

  #rowsOf(clientId: ClientId): Map<ProfileKey, IdentityRow> {
    const rows = this.#clients.get(clientId) ?? new Map<ProfileKey, IdentityRow>();
    this.#clients.set(clientId, rows);
    return rows;
  }
}
