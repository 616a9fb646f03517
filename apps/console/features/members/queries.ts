import "server-only";
import type { UserId } from "@silhouette/core/ids";
import type { ListedMember, MemberQuery } from "@silhouette/core/member";
import type { Actor } from "@silhouette/core/permission";
import { z } from "zod";
import type { Dependencies } from "@/server/dependencies";
import { lenient } from "@/server/list-address";
import { MemberPlace, memberFilters } from "./input";

/** Members on one page of the list. */
const pageMembers = 50;

export type MemberFilters = Pick<MemberQuery, "text" | "role" | "workspaceId" | "state">;

/** A page of members; `next` is the one that the page after it begins behind, null on the last page. */
export type MemberPage = {
  readonly members: readonly ListedMember[];
  readonly isFirstPage: boolean;
  readonly next: UserId | null;
};

type PageQuery = MemberFilters & { readonly after: UserId | null };

type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What an address of the list asks for. What it says wrongly is left out: a page is no form to correct. */
export function readMemberFilters(searchParams: SearchParams): PageQuery {
  const { text, role, workspaceId, state } = memberFilters;
  return z
    .object({
      text: lenient(text),
      role: lenient(role),
      workspaceId: lenient(workspaceId),
      state: lenient(state),
      after: lenient(MemberPlace),
    })
    .parse(searchParams);
}

/** The members that the actor sees in the client. */
export const listMembers = (
  { stores }: Pick<Dependencies, "stores">,
  actor: Actor,
  query: PageQuery,
): Promise<MemberPage> => readPage((asked) => stores.memberAdministration.list(actor, asked), query);

/** Null for whom the actor does not see. */
export const findMember = (
  { stores }: Pick<Dependencies, "stores">,
  actor: Actor,
  id: UserId,
): Promise<ListedMember | null> => stores.memberAdministration.find(actor, id);

/** A page that would begin after somebody who is gone is the first one. */
async function readPage(
  list: (query: MemberQuery) => Promise<readonly ListedMember[] | null>,
  query: PageQuery,
): Promise<MemberPage> {
  const found = await list({ ...query, limit: pageMembers + 1 });
  if (found === null) return readPage(list, { ...query, after: null });
  const members = found.slice(0, pageMembers);
  const next = found.length > pageMembers ? (members.at(-1)?.id ?? null) : null;
  return { members, isFirstPage: query.after === null, next };
}
