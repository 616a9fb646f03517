import type { Permission } from "@silhouette/core/permission";

/**
 * Every page of the navigation in the order of the manuals, with the permission that its page asks for. Labels are keys
 * of the catalogue's `shell`.
 */
export const SECTIONS = [
  {
    label: "data",
    pages: [
      { label: "overview", href: "/overview", permission: "settings:read" },
      { label: "profiles", href: "/profiles", permission: "profile:read" },
      { label: "batches", href: "/batches", permission: "batch:read" },
    ],
  },
  {
    label: "administration",
    pages: [
      { label: "implementation", href: "/administration/implementation", permission: "settings:read" },
      { label: "tokens", href: "/administration/tokens", permission: "settings:read" },
      { label: "users", href: "/administration/users", permission: "member:manage" },
      { label: "workspaces", href: "/administration/workspaces", permission: "settings:read" },
      { label: "credentials", href: "/administration/credentials", permission: "credential:manage" },
      { label: "audit", href: "/administration/audit", permission: "audit:read" },
      { label: "clients", href: "/administration/clients", permission: "client:manage" },
    ],
  },
  { label: "help", pages: [{ label: "apiReference", href: "/api-reference", permission: "settings:read" }] },
] as const satisfies readonly {
  readonly label: string;
  readonly pages: readonly { readonly label: string; readonly href: string; readonly permission: Permission }[];
}[];

export type PageLabel = (typeof SECTIONS)[number]["pages"][number]["label"];

/** The pages that somebody with these permissions can open; the pages themselves ask again. */
export const permittedPages = (permissions: ReadonlySet<Permission>): readonly PageLabel[] =>
  SECTIONS.flatMap(({ pages }) =>
    pages.filter(({ permission }) => permissions.has(permission)).map(({ label }) => label),
  );
