import "server-only";
import { checkAttributeName, isEmptyValue, isStorableValue } from "@silhouette/core/attributes";
import type { Profile } from "@silhouette/core/profile";
import { refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { Time } from "@/server/api-schema";
import { VisitorQuery } from "@/server/visitor-query";
import { changeProfile, findProfile } from "./commands";

const PATH = "/profiles";
const tag = "Profiles";
const NOT_FOUND = refuse([{ code: "Resource.NotFound" }] as const);

/** Names that calls may write, and values that set something: empty ones would change nothing (U-15, U-20). */
const ProfilePatch = z
  .strictObject({
    attributes: z
      .record(
        z.string().refine((name) => checkAttributeName(name) === null),
        z.string().refine((value) => !isEmptyValue(value) && isStorableValue(value)),
      )
      .refine((attributes) => Object.keys(attributes).length > 0),
  })
  .meta({ id: "ProfileChange" });

const ProfileView = z
  .object({
    modifiedAt: Time,
    expiresAt: Time.describe("A write renews it; reading does not"),
    attributes: z.record(z.string(), z.object({ value: z.string(), modifiedAt: Time })),
  })
  .meta({ id: "Profile" });

const example = {
  modifiedAt: "2026-03-02T09:15:27.411Z",
  expiresAt: "2026-03-16T09:15:27.411Z",
  attributes: { tier: { value: "gold", modifiedAt: "2026-03-02T09:15:27.411Z" } },
};

const readProfile = adminRoute({
  method: "GET",
  path: PATH,
  permission: "profile:read",
  query: VisitorQuery,
  body: null,
  documentation: {
    operationId: "readProfile",
    summary: "Look up one profile",
    description: "By one of `tntId`, `thirdPartyId` and `marketingCloudVisitorId`. The audit log notes who looked.",
    tag,
    response: { status: 200, schema: ProfileView, example },
  },
  handle: async ({ actor, client, query, origin }, dependencies) => {
    const profile = await findProfile(dependencies, actor, client, query, origin);
    return profile === null ? NOT_FOUND : succeed({ status: 200, body: toView(profile) });
  },
});

const patchProfile = adminRoute({
  method: "PATCH",
  path: PATH,
  permission: "profile:write",
  query: VisitorQuery,
  body: ProfilePatch,
  documentation: {
    operationId: "changeProfile",
    summary: "Set attributes of one profile",
    description: "Attributes that are absent stay as they were. Renews the profile's life; never makes a new profile.",
    tag,
    response: { status: 200, schema: ProfileView, example },
    requestExample: { attributes: { tier: "gold" } },
    otherStatuses: [413],
  },
  handle: async ({ actor, client, query, body, origin }, dependencies) => {
    const change = new Map(Object.entries(body.attributes));
    const changed = await changeProfile(dependencies, actor, client, query, change, origin);
    if (changed.ok) return succeed({ status: 200, body: toView(changed.value) });
    return changed.refusal === "too-large" ? refuse([{ code: "Profile.TooLarge" }]) : NOT_FOUND;
  },
});

const toView = ({ attributes, modifiedAt, expiresAt }: Profile) => ({
  modifiedAt: modifiedAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  // fromEntries defines own properties, so a name such as __proto__ is kept like any other.
  attributes: Object.fromEntries(
    [...attributes].map(([name, { value, modifiedAt: at }]) => [
      name,
      { value, modifiedAt: new Date(at).toISOString() },
    ]),
  ),
});

/** `/api/v1/clients/{code}/profiles`. Deleting one is a matter of privacy, and stands there. */
export const profileRoutes: readonly AnyAdminRoute[] = [readProfile, patchProfile];
