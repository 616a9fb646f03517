import "server-only";
import type { Client } from "@silhouette/core/client";
import { type Actor, can, type Permission, type Role } from "@silhouette/core/permission";
import type { Session } from "@silhouette/core/session";
import type { ReactElement, ReactNode } from "react";
import type { Dependencies } from "./dependencies";
import { liveDependencies } from "./live-dependencies";
import { auditRefusal } from "./refusal";
import { refusedPage } from "./refused-page";
import { readRequestContext } from "./request-context";
import { requireSignedIn } from "./signed-in";

/** What stands in the address, as Next gives it. */
type Address = {
  readonly params: Promise<{ readonly [name: string]: string | string[] | undefined }>;
  readonly searchParams: Promise<{ readonly [name: string]: string | string[] | undefined }>;
};

export type PageContext = {
  readonly actor: Actor;
  readonly client: Client;
  readonly role: Role;
  readonly session: Session;
  readonly dependencies: Dependencies;
  readonly requestHeaders: Headers;
  /** Variable parts of the path, decoded. */
  readonly params: ReadonlyMap<string, string>;
  /** The query; of a parameter that is given several times the first counts. */
  readonly query: ReadonlyMap<string, string>;
};

type Page = {
  /** Where the page stands, with `[name]` for variable parts. Names the page in the audit log. */
  readonly path: string;
  readonly permission: Permission;
  /** Null when what the address names is not there: the page is 404 then. */
  render(context: PageContext): Promise<ReactElement | null>;
};

/**
 * Makes a page of the console. Whoever is not signed in goes to the sign-in, which leads back with the whole query;
 * whoever lacks the permission gets 403, and the refusal is in the audit log.
 */
export function authorizedPage({ path, permission, render }: Page): (address: Address) => Promise<ReactNode> {
  return async (address) => {
    const params = toMap(await address.params);
    const query = toMap(await address.searchParams);
    const { current, session } = await requireSignedIn(toAddress(path, params, query));
    const dependencies = liveDependencies();
    const { origin, headers } = await readRequestContext();
    if (current === null || !can(current.actor, permission, current.client.id)) {
      const { id, email: name } = session.member;
      const asking = { kind: "member", id, name } as const;
      await auditRefusal(dependencies, asking, current?.client.id ?? null, permission, path, origin);
      return refusedPage(403);
    }
    const page = await render({ ...current, session, dependencies, requestHeaders: headers, params, query });
    return page ?? refusedPage(404);
  };
}

function toMap(given: Awaited<Address["params"]>): ReadonlyMap<string, string> {
  const first = Object.entries(given).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value] as const);
  return new Map(first.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

function toAddress(path: string, params: PageContext["params"], query: PageContext["query"]): string {
  const filled = path.replace(/\[(\w+)\]/g, (_, name: string) => encodeURIComponent(params.get(name) ?? ""));
  return query.size === 0 ? filled : `${filled}?${new URLSearchParams([...query])}`;
}
