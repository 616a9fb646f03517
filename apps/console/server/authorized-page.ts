import "server-only";
import type { Client } from "@silhouette/core/client";
import { type Actor, can, type Permission, type Role } from "@silhouette/core/permission";
import { forbidden } from "next/navigation";
import type { ReactNode } from "react";
import type { Dependencies } from "./dependencies";
import { liveDependencies } from "./live-dependencies";
import { auditRefusal } from "./refusal";
import { readRequestContext } from "./request-context";
import { requireSignedIn } from "./signed-in";

export type PageContext = {
  readonly actor: Actor;
  readonly client: Client;
  readonly role: Role;
  readonly dependencies: Dependencies;
  readonly requestHeaders: Headers;
};

type Page = {
  /** Where the page stands: a visitor comes back to it after signing in, and a refusal names it. */
  readonly path: string;
  readonly permission: Permission;
  render(context: PageContext): Promise<ReactNode>;
};

/**
 * Makes a page of the console. Whoever is not signed in goes to the sign-in; whoever lacks the permission gets 403,
 * and the refusal is in the audit log.
 */
export function authorizedPage({ path, permission, render }: Page): () => Promise<ReactNode> {
  return async () => {
    const { current, session } = await requireSignedIn(path);
    const dependencies = liveDependencies();
    const { origin, headers } = await readRequestContext();
    if (current === null || !can(current.actor, permission, current.client.id)) {
      const { id, email: name } = session.member;
      const asking = { kind: "member", id, name } as const;
      await auditRefusal(dependencies, asking, current?.client.id ?? null, permission, path, origin);
      forbidden();
    }
    return render({ ...current, dependencies, requestHeaders: headers });
  };
}
