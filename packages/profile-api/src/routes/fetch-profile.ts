import { type IdKind, toProfileKey } from "@silhouette/core/identity";
import type { Profile } from "@silhouette/core/profile";
import type { Call, Route } from "../call.ts";
import type { Reply } from "../message.ts";
import { jsonRefusal, jsonTextReply } from "../replies.ts";

/** How an id is called in this surface's replies. Source: contract section 3, U-03. */
const NAMES: Readonly<Record<IdKind, { missing: string; key: string }>> = {
  tntId: { missing: "mboxPC", key: "mboxPC" },
  thirdPartyId: { missing: "third party id", key: "thirdPartyId" },
  marketingCloudVisitorId: { missing: "marketingCloudVisitorId", key: "marketingCloudVisitorId" },
};

export const fetchByThirdPartyId: Route = {
  surface: "fetch",
  methods: ["GET"],
  path: "/rest/v1/profiles/thirdPartyId/:id",
  refusal: jsonRefusal,
  handle: (call) => fetchProfile(call, "thirdPartyId"),
};

export const fetchByEcid: Route = {
  surface: "fetch",
  methods: ["GET"],
  path: "/rest/v1/profiles/marketingCloudVisitorId/:id",
  refusal: jsonRefusal,
  handle: (call) => fetchProfile(call, "marketingCloudVisitorId"),
};

export const fetchByTntId: Route = {
  surface: "fetch",
  methods: ["GET"],
  path: "/rest/v1/profiles/:id",
  refusal: jsonRefusal,
  handle: (call) => fetchProfile(call, "tntId"),
};

/** The id is missing: without this, the words `thirdPartyId` and `marketingCloudVisitorId` would be taken for a tntId. */
export const fetchWithoutId: readonly Route[] = [
  "/rest/v1/profiles",
  "/rest/v1/profiles/",
  "/rest/v1/profiles/thirdPartyId",
  "/rest/v1/profiles/thirdPartyId/",
  "/rest/v1/profiles/marketingCloudVisitorId",
  "/rest/v1/profiles/marketingCloudVisitorId/",
].map((path) => ({
  surface: "fetch",
  methods: ["GET"],
  path,
  refusal: jsonRefusal,
  handle: async () => jsonRefusal(400, "Missing profile id"),
}));

/**
 * Answers what is known of a visitor. An id that cannot exist is not found, like one that does not.
 * Source: contract sections 2 and 3.
 */
async function fetchProfile({ path, client, deps }: Call, kind: IdKind): Promise<Reply> {
  const id = path.id ?? "";
  const key = toProfileKey(kind, id);
  const profile = key.ok ? await deps.profiles.find(client.id, key.value, deps.now()) : null;
  if (profile === null) {
    return jsonRefusal(404, `No profile found for client ${client.code} with ${NAMES[kind].missing}=${id}`);
  }
  return jsonTextReply(200, toProfileJson(client.code, kind, id, profile));
}

/**
 * `visitorId` repeats the id as it was asked for; ids that the caller did not use are not revealed (U-03). Written as
 * text, because an object would be made only to be written.
 */
function toProfileJson(clientCode: string, kind: IdKind, id: string, profile: Profile): string {
  const quotedId = JSON.stringify(id);
  let attributes = "";
  for (const [name, { value, modifiedAt }] of profile.attributes) {
    attributes += `${attributes === "" ? "" : ","}${JSON.stringify(name)}:{"value":${JSON.stringify(value)},"modifiedAt":"${formatTime(modifiedAt)}"}`;
  }
  return `{"client":${JSON.stringify(clientCode)},"visitorId":${quotedId},"${NAMES[kind].key}":${quotedId},"modifiedAt":"${formatTime(profile.modifiedAt.getTime())}","profileAttributes":{${attributes}}}`;
}

/** ISO 8601 with milliseconds and a numeric offset, never `Z` (U-03). */
function formatTime(epochMillis: number): string {
  // The attributes of a profile mostly share one time.
  if (epochMillis !== lastTime.epochMillis) {
    lastTime = { epochMillis, text: new Date(epochMillis).toISOString().replace("Z", "+00:00") };
  }
  return lastTime.text;
}

let lastTime = { epochMillis: 0, text: "1970-01-01T00:00:00.000+00:00" };
