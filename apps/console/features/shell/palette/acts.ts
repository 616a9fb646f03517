import type { Permission } from "@silhouette/core/permission";

/** What the palette begins on a page of its own, beside the pages of the navigation. Labels are keys of `palette`. */
export const ACTS = [
  { label: "uploadBatch", href: "/batches/new", permission: "batch:submit" },
  { label: "createToken", href: "/administration/tokens/new", permission: "token:issue" },
  { label: "inviteUser", href: "/administration/users/new", permission: "member:manage" },
  { label: "createCredential", href: "/administration/credentials/new", permission: "credential:manage" },
  { label: "createClient", href: "/administration/clients/new", permission: "client:manage" },
] as const satisfies readonly { readonly label: string; readonly href: string; readonly permission: Permission }[];

export type ActLabel = (typeof ACTS)[number]["label"];

/** The acts that somebody with these permissions can begin; their pages ask again. */
export const permittedActs = (permissions: ReadonlySet<Permission>): readonly ActLabel[] =>
  ACTS.filter(({ permission }) => permissions.has(permission)).map(({ label }) => label);
