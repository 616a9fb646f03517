"use server";

import { PropertyFields, type PropertyRefusal } from "@silhouette/core/property";
import { type Result, succeed } from "@silhouette/core/result";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { authorizedAction } from "@/server/authorized-action";
import { createProperty, deleteProperty, replaceProperty } from "./commands";

const permission = "settings:write";
const propertyId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** The ticked workspaces, as fields `workspace.<id>`. A form for who may not assign them sends no `assigns` at all. */
const PropertyForm = z.looseObject({}).transform((fields, context) => {
  const ticked = Object.keys(fields).flatMap((name) => /^workspace\.(.+)$/.exec(name)?.[1] ?? []);
  const parsed = PropertyFields.safeParse({ ...fields, workspaces: "assigns" in fields ? ticked : undefined });
  if (parsed.success) return parsed.data;
  for (const { path } of parsed.error.issues) context.addIssue({ code: "custom", message: "not a property", path });
  return z.NEVER;
});

export const createPropertyAction = authorizedAction({
  name: "properties.create",
  permission,
  givesBack: true,
  input: PropertyForm,
  async run({ actor, input, origin }, dependencies): Promise<Result<null, PropertyRefusal | "forbidden">> {
    const made = await createProperty(dependencies, actor, input, origin);
    if (made.ok) redirect("/administration/workspaces?notice=property-created");
    return made;
  },
});

export const replacePropertyAction = authorizedAction({
  name: "properties.replace",
  permission,
  givesBack: true,
  input: z.intersection(z.object({ propertyId }), PropertyForm),
  async run({ actor, input: { propertyId: id, ...fields }, origin }, dependencies) {
    const replaced = await replaceProperty(dependencies, actor, id, fields, origin);
    refresh();
    return replaced.ok ? succeed({ name: replaced.value.name }) : replaced;
  },
});

export const deletePropertyAction = authorizedAction({
  name: "properties.delete",
  permission,
  asksFirst: true,
  input: z.object({ propertyId }),
  async run({ actor, input, origin }, dependencies): Promise<Result<null, "not-found">> {
    const deleted = await deleteProperty(dependencies, actor, input.propertyId, origin);
    if (deleted.ok) redirect("/administration/workspaces?notice=property-deleted");
    refresh();
    return deleted;
  },
});
