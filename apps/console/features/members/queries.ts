import "server-only";
import type { UserId } from "@silhouette/core/ids";
import type { ListedMember, MemberQuery } from "@silhouette/core/member";
import type { Actor } from "@silhouette/core/permission";
import { z } from "zod";
import type { Dependencies } from "@/server/dependencies";
import { MemberPlace, memberFilters } from "./input";

/** Members on one page of the list. */
const pageMembers = 50;

export type MemberFilters = Pick<MemberQuery, "text" | "role" | "workspaceId" | "state">;

/** A page of members; `next` is the address that the page after it begins behind, null on the last one. */
export type MemberPage = { readonly members: readonly ListedMember[]; readonly next: string | null };

type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What an address of the list asks for. What it says wrongly is left out: a page is no form to correct. */
export function readMemberFilters(searchParams: SearchParams): MemberFilters & { readonly after: string | null } {
  const { text, role, workspaceId, state } = memberFilters;
  return z
    .object({
      text: text.catch(null),
      role: role.catch(null),
      workspaceId: workspaceId.catch(null),
      state: state.catch(null),
      after: MemberPlace.nullable().default(null).catch(null),
    })
    .parse(searchParams);
}

/** The members that the actor sees in the client. */
export async function listMembers(
  { stores }: Pick<Dependencies, "stores">,
  actor: Actor,
  query: MemberFilters & { readonly after: string | null },
): Promise<MemberPage> {
  return toPage(await stores.memberAdministration.list(actor, { ...query, limit: pageMembers + 1 }));
}

/** Everybody of the installation. The page asks for `client:manage`. */
export async function listAllMembers(
  { stores }: Pick<Dependencies, "stores">,
  query: MemberFilters & { readonly after: string | null },
): Promise<MemberPage> {
  return toPage(await stores.memberAdministration.listAll({ ...query, limit: pageMembers + 1 }));
}

/** Null for whom the actor does not see. */
export const findMember = (
  { stores }: Pick<Dependencies, "stores">,
  actor: Actor,
  id: UserId,
): Promise<ListedMember | null> => stores.memberAdministration.find(actor, id);

function toPage(found: readonly ListedMember[]): MemberPage {
  const members = found.slice(0, pageMembers);
  return { members, next: found.length > pageMembers ? (members.at(-1)?.email ?? null) : null };
}
