import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import type { Client } from "@silhouette/core/client";
import type { IdKind, ProfileKey } from "@silhouette/core/identity";
import { type Actor, can } from "@silhouette/core/permission";
import type { AttributeOrigin, Profile } from "@silhouette/core/profile";
import { z } from "zod";
import type { Dependencies } from "@/server/dependencies";
import { pageQuery, toPage } from "@/server/page";
import { type NamedVisitor, VisitorQuery } from "@/server/visitor-query";
import { findProfile } from "./commands";

const pageEntries = 50;

const PREFIXES = { tntId: "pc:", thirdPartyId: "tp:", marketingCloudVisitorId: "ec:" } as const;
export const ID_KINDS = Object.keys(PREFIXES) as readonly IdKind[];

/** The id of a key as a caller names it. */
export function toId(key: ProfileKey): { readonly kind: IdKind; readonly id: string } {
  const kind = ID_KINDS.find((known) => key.startsWith(PREFIXES[known])) ?? "tntId";
  return { kind, id: key.slice(PREFIXES[kind].length) };
}

/** The visitor that an address or a form names by `by` and `id`; null when it names none that can be. */
export function toVisitor(by: string | undefined, id: string | undefined): NamedVisitor | null {
  const kind = ID_KINDS.find((known) => known === by);
  if (kind === undefined || id === undefined) return null;
  const parsed = VisitorQuery.safeParse({ [kind]: id });
  return parsed.success ? parsed.data : null;
}

/** The page of one profile. */
export const profileAddress = (kind: IdKind, id: string): string =>
  `/profiles/view?${new URLSearchParams({ by: kind, id })}`;

const ListQuery = z.object(pageQuery(z.object({ key: z.string().max(300) })));

export type ProfileListView = {
  readonly profiles: readonly {
    readonly kind: IdKind;
    readonly id: string;
    readonly attributeCount: number;
    readonly modifiedAt: Date;
    readonly expiresAt: Date;
  }[];
  readonly kind: IdKind | null;
  readonly text: string;
  readonly isFirstPage: boolean;
  readonly next: string | null;
};

/** A page of the client's profiles, of one kind of id where one is asked for, beginning with a text. */
export async function readProfileList(
  { profileList, now }: Pick<Dependencies, "profileList" | "now">,
  client: Client,
  query: ReadonlyMap<string, string>,
): Promise<ProfileListView> {
  const kind = ID_KINDS.find((known) => known === query.get("by")) ?? null;
  const given = query.get("id") ?? "";
  const text = kind === null || given.includes("\0") || !given.isWellFormed() ? "" : given.slice(0, 256);
  const parsed = ListQuery.safeParse({ cursor: query.get("after") });
  const after = parsed.success && !parsed.data.cursor?.key.includes("\0") ? (parsed.data.cursor?.key ?? null) : null;
  const prefix = kind === null ? "" : `${PREFIXES[kind]}${text}`;
  const found = await profileList.list(client.id, { prefix, after, limit: pageEntries + 1 }, now());
  const { items, next } = toPage(found, pageEntries, ({ key }) => ({ key }));
  return {
    profiles: items.map(({ key, ...rest }) => ({ ...toId(key), ...rest })),
    kind,
    text,
    isFirstPage: after === null,
    next,
  };
}

export type ProfileView = {
  readonly profile: Profile;
  readonly attributes: readonly {
    readonly name: string;
    readonly value: string;
    readonly modifiedAt: Date;
    /** Null where it was not kept yet. */
    readonly origin: AttributeOrigin | null;
  }[];
  /** The id that the profile itself is kept under: another one when the asked one is linked to it. */
  readonly keptUnder: { readonly kind: IdKind; readonly id: string };
  readonly mayChange: boolean;
  readonly mayDelete: boolean;
};

/** One profile with all of its attributes, by name; null for an unknown visitor. That it was read is audited. */
export async function readProfile(
  dependencies: Dependencies,
  actor: Actor,
  client: Client,
  visitor: NamedVisitor,
  origin: AuditOrigin,
): Promise<ProfileView | null> {
  const profile = await findProfile(dependencies, actor, client, visitor, origin);
  if (profile === null) return null;
  const attributes = [...profile.attributes].map(([name, { value, modifiedAt, origin = null }]) => ({
    name,
    value,
    modifiedAt: new Date(modifiedAt),
    origin,
  }));
  return {
    profile,
    attributes: attributes.sort((one, other) => (one.name < other.name ? -1 : 1)),
    keptUnder: toId(profile.key),
    mayChange: can(actor, "profile:write", client.id),
    mayDelete: can(actor, "profile:delete", client.id),
  };
}
