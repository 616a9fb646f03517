import { randomBytes } from "node:crypto";
import { checkAttributeName, isEmptyValue } from "@silhouette/core/attributes";
import { type IdKind, type KeyOf, toProfileKey } from "@silhouette/core/identity";
import { expiryAfterWrite, type VisitIdentities } from "@silhouette/core/profile";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { isCompressed, readText } from "../body.ts";
import type { Call, Route } from "../call.ts";
import type { ConcurrencyLimit } from "../concurrency-limit.ts";
import { type DeliveryBody, type DeliverySection, parseDelivery } from "../delivery-request.ts";
import type { Reply } from "../message.ts";
import { jsonRefusal, jsonReply } from "../replies.ts";

/** Calls of one session that may be under way at once. Source: contract section 11. */
export const SESSION_CALLS_MAX = 100;

/**
 * Bytes of a body. Less than the 60 MB of contract section 11, because the body is held in memory and JSON takes up to
 * about 14 times its size there. The most that its limits allow in profile parameters is about 2 MB.
 */
export const DELIVERY_BYTES_MAX = 8 * 1024 * 1024;

/** Source: contract section 10. */
const SESSION_ID = /^[^\s?/{}]{1,128}$/;

/** Takes a visit: ids in, ids out, and profile parameters. It has no content to deliver. Source: contract section 12. */
export const deliver = (sessions: ConcurrencyLimit): readonly Route[] =>
  ["/rest/v1/delivery", "/rest/v1/delivery/"].map((path) => ({
    surface: "delivery",
    methods: ["POST"],
    path,
    refusal: jsonRefusal,
    async handle(call) {
      const session = call.query.get("sessionId") ?? "";
      if (!SESSION_ID.test(session)) {
        return jsonRefusal(400, "sessionId must have 1 to 128 characters and no space, ?, /, { or }");
      }
      const reply = await sessions.run(`${call.client.id} ${session}`, () => takeVisit(call));
      return reply ?? jsonRefusal(420, "Too many requests with same session ID");
    },
  }));

/** The ids and all parameters of a request are one visit: either all of it is stored, or nothing. */
async function takeVisit({ request, requestId, client, deps }: Call): Promise<Reply> {
  if (isCompressed(request.headers)) return jsonRefusal(415, "Unsupported content encoding");
  const text = await readText(request, DELIVERY_BYTES_MAX);
  if (!text.ok) {
    const isTooLarge = text.refusal === "too-large";
    return jsonRefusal(
      isTooLarge ? 413 : 400,
      isTooLarge ? "Request body exceeds 8 MB" : "Request body is not valid UTF-8",
    );
  }
  const delivery = parseDelivery(text.value);
  if (!delivery.ok) return jsonRefusal(400, delivery.refusal);
  const { body, parameters } = delivery.value;
  const identities = findIdentities(body.id);
  if (!identities.ok) return jsonRefusal(400, identities.refusal);
  const { change, warnings } = readChange(parameters);
  const now = deps.now();
  const visit = {
    clientId: client.id,
    identities: identities.value,
    newTntId: randomBytes(16).toString("hex"),
    change,
    expiresAt: expiryAfterWrite(now, client.settings.profileLifetimeDays),
  };
  const { outcome, tntId } = await deps.profiles.visit(visit, now);
  if (outcome === "too-large") return jsonRefusal(400, "Profile exceeds 64 KB");
  const headers = warnings > 0 ? { "X-Profile-Warnings": `ignored-parameters=${warnings}` } : {};
  if (body.context.beacon === true) return { status: 204, headers, body: null };
  return jsonReply(200, toReply(body, { requestId, clientCode: client.code, tntId }), headers);
}

/** Attributes to set. Empty values and names that cannot be written are left out; the latter are counted (U-20). */
function readChange(parameters: readonly (readonly [string, string])[]): {
  change: Map<string, string>;
  warnings: number;
} {
  const change = new Map<string, string>();
  let warnings = 0;
  for (const [name, value] of parameters) {
    if (isEmptyValue(value)) continue;
    if (checkAttributeName(name) === null) change.set(name, value);
    else warnings += 1;
  }
  return { change, warnings };
}

/** Ids that an SDK takes for the address of another server: it would leave this one for good (contract section 14.2). */
const LOCATION_HINT = /\.[^._]+_[^._]*$/;

/** Ids as keys. An empty one counts as not given; one that cannot exist refuses the call (U-05, U-38). */
function findIdentities(id: DeliveryBody["id"]): Result<VisitIdentities, string> {
  const tntId = toKey("tntId", id?.tntId);
  if (!tntId.ok || (tntId.value !== null && LOCATION_HINT.test(tntId.value))) return refuse("Invalid tntId");
  const thirdPartyId = toKey("thirdPartyId", id?.thirdPartyId);
  if (!thirdPartyId.ok) return refuse("Invalid mbox3rdPartyId");
  const ecid = toKey("marketingCloudVisitorId", id?.marketingCloudVisitorId);
  if (!ecid.ok) return refuse("Invalid marketingCloudVisitorId");
  return succeed({
    tntId: tntId.value,
    thirdPartyId: thirdPartyId.value ?? (ecid.value === null ? null : findCustomerKey(id)),
    marketingCloudVisitorId: ecid.value,
  });
}

function toKey<Kind extends IdKind>(
  kind: Kind,
  id: string | null | undefined,
): Result<KeyOf<Kind> | null, "invalid-id"> {
  if (id === null || id === undefined || id === "") return succeed(null);
  const key = toProfileKey(kind, id);
  return key.ok ? key : refuse("invalid-id");
}

/**
 * The first customer id that counts stands in for a missing thirdPartyId: of somebody who is logged in, and of a form
 * that a thirdPartyId may have (contract section 10). The caller asks only beside an ECID.
 */
function findCustomerKey(id: DeliveryBody["id"]): VisitIdentities["thirdPartyId"] {
  for (const customer of id?.customerIds ?? []) {
    if (customer.authenticatedState !== "authenticated") continue;
    const key = toProfileKey("thirdPartyId", customer.id);
    if (key.ok) return key.value;
  }
  return null;
}

/**
 * What a success says: the ids that the caller named and its tntId, and the request mirrored. Never `message`, which
 * at.js takes for an error beside `status`, and never `edgeHost` (contract section 14, U-06).
 */
function toReply(
  { requestId, id, execute, prefetch, notifications }: DeliveryBody,
  call: { requestId: string; clientCode: string; tntId: string },
): object {
  return {
    status: 200,
    requestId: requestId ?? call.requestId,
    client: call.clientCode,
    id: {
      tntId: call.tntId,
      thirdPartyId: id?.thirdPartyId || undefined,
      marketingCloudVisitorId: id?.marketingCloudVisitorId || undefined,
      customerIds: id?.customerIds ?? undefined,
    },
    execute: toMirror(execute),
    prefetch: toMirror(prefetch),
    notifications: notifications?.map((notification) => ({ id: notification.id })),
  };
}

/** Mboxes by index and name, views by name; a view without a name asks for all of them, and there are none. */
function toMirror(section: DeliverySection | null | undefined): object | undefined {
  if (section === null || section === undefined) return undefined;
  return {
    pageLoad: section.pageLoad ? {} : undefined,
    mboxes: section.mboxes?.map(({ index, name }) => ({ index: index ?? undefined, name })),
    views: section.views?.filter(({ name }) => name).map(({ name, key }) => ({ name, key: key ?? undefined })),
  };
}
