"use server";

import { checkAttributeName, isEmptyValue, isStorableValue } from "@silhouette/core/attributes";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { refresh } from "next/cache";
import { z } from "zod";
import { authorizedAction } from "@/server/authorized-action";
import { toUserContext } from "@/server/visitor-query";
import { changeProfile } from "./commands";
import { withLineEndsOf } from "./line-ends";
import { toVisitor } from "./queries";

type SetRefusal = "not-found" | "too-large" | "invalid-name" | "invalid-value";

const Visitor = { by: z.string(), id: z.string().max(256) };

/** Sets one attribute. What is wrong with a name or a value is told apart from a form that is broken. */
export const setAttributeAction = authorizedAction({
  name: "profiles.setAttribute",
  permission: "profile:write",
  givesBack: true,
  input: z.object({ ...Visitor, name: z.string().trim(), value: z.string() }),
  async run({ actor, client, input, origin }, dependencies): Promise<Result<{ readonly name: string }, SetRefusal>> {
    const visitor = toVisitor(input.by, input.id);
    if (visitor === null) return refuse("not-found");
    if (checkAttributeName(input.name) !== null) return refuse("invalid-name");
    const stored = await dependencies.profiles.find(client.id, visitor.key, dependencies.now());
    const value = withLineEndsOf(stored?.attributes.get(input.name)?.value ?? null, input.value);
    if (isEmptyValue(value) || !isStorableValue(value)) return refuse("invalid-value");
    const change = new Map([[input.name, value]]);
    const changed = await changeProfile(dependencies, actor, client, visitor, change, origin);
    refresh();
    return changed.ok ? succeed({ name: input.name }) : changed;
  },
});

/** Asks a worker to delete all that is known of the visitor (U-40). */
export const deleteProfileAction = authorizedAction({
  name: "profiles.delete",
  permission: "profile:delete",
  asksFirst: true,
  input: z.object(Visitor),
  async run(
    { actor, client, input, origin },
    { privacy, now },
  ): Promise<Result<{ readonly jobId: string }, "not-found">> {
    const visitor = toVisitor(input.by, input.id);
    if (visitor === null) return refuse("not-found");
    const userContexts = [toUserContext(visitor)];
    const job = await privacy.create(actor, client, { action: "delete", userContexts }, origin, now());
    return succeed({ jobId: job.id });
  },
});
