import { checkAttributeName, isEmptyValue, isStorableValue } from "@silhouette/core/attributes";
import { type IdKind, type ProfileKey, toProfileKey } from "@silhouette/core/identity";
import { expiryAfterWrite } from "@silhouette/core/profile";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { isCompressed, mediaType, readText } from "../body.ts";
import type { Route } from "../call.ts";
import type { ApiRequest, Reply } from "../message.ts";
import { type Parameters, parseForm, parseJson, targetLength } from "../parameters.ts";
import { xmlRefusal, xmlReply } from "../replies.ts";

/** Characters of the request target of a GET, and bytes of the body of a POST. Source: contract section 4, U-32. */
const GET_TARGET_LENGTH_MAX = 8192;
const POST_BODY_BYTES_MAX = 60 * 1024;

const PREFIX = "profile.";
const SUBMITTED =
  "<response><success>true</success><pcId></pcId><message>Request successfully submitted</message></response>";

/** Changes one profile and never creates one. Source: contract section 4, U-13. */
export const updateProfile: Route = {
  surface: "single",
  methods: ["GET", "POST"],
  path: "/m2/:client/profile/update",
  refusal: xmlRefusal,
  async handle({ request, client, query, deps }) {
    const read = await readParameters(request, query);
    if (!read.ok) return xmlRefusal(REFUSALS[read.refusal].status, REFUSALS[read.refusal].message);
    const target = findTarget(read.value);
    if (!target.ok) return xmlRefusal(400, target.refusal);
    const { change, warnings, isStorable } = readChange(read.value);
    if (!isStorable) return xmlRefusal(400, "A value contains characters that cannot be stored");
    if (change.size === 0) return submitted("applied", warnings);
    const now = deps.now();
    const expiresAt = expiryAfterWrite(now, client.settings.profileLifetimeDays);
    const outcome = await deps.profiles.update({ clientId: client.id, key: target.value, change, expiresAt }, now);
    if (outcome === "too-large") return xmlRefusal(400, "Profile exceeds 64 KB");
    return submitted(outcome, warnings);
  },
};

const REFUSALS = {
  "target-too-long": { status: 414, message: "Request URL exceeds 8 KB" },
  "too-large": { status: 413, message: "Request body exceeds 60 KB" },
  "unsupported-type": { status: 415, message: "Unsupported content type" },
  "bad-encoding": { status: 400, message: "Parameters are not valid UTF-8" },
  "bad-json": { status: 400, message: "Request body is not a flat JSON object" },
} as const satisfies Record<string, { status: number; message: string }>;

/** Parameters of the query and the body together: of a name in both, the body's value wins (U-13). */
async function readParameters(
  request: ApiRequest,
  query: Parameters,
): Promise<Result<Parameters, keyof typeof REFUSALS>> {
  if (request.method !== "POST") {
    return targetLength(request.url) > GET_TARGET_LENGTH_MAX ? refuse("target-too-long") : succeed(query);
  }
  if (isCompressed(request.headers)) return refuse("unsupported-type");
  const text = await readText(request, POST_BODY_BYTES_MAX);
  if (!text.ok) return text;
  if (text.value === "") return succeed(query);
  const body = parseBody(mediaType(request.headers), text.value);
  return body.ok ? succeed(new Map([...query, ...body.value])) : body;
}

function parseBody(type: string, text: string): Result<Parameters, keyof typeof REFUSALS> {
  if (type === "application/json") return parseJson(text);
  if (type === "application/x-www-form-urlencoded" || type === "") return parseForm(text);
  return refuse("unsupported-type");
}

/** Where an id may stand; the customer's own id comes first when both are given (U-13). */
const TARGETS: readonly { parameter: string; kind: IdKind; fault: string }[] = [
  { parameter: "mbox3rdPartyId", kind: "thirdPartyId", fault: "Invalid mbox3rdPartyId" },
  { parameter: "mboxThirdPartyId", kind: "thirdPartyId", fault: "Invalid mbox3rdPartyId" },
  { parameter: "mboxPC", kind: "tntId", fault: "Invalid mboxPC" },
];

function findTarget(parameters: Parameters): Result<ProfileKey, string> {
  for (const { parameter, kind, fault } of TARGETS) {
    const id = parameters.get(parameter) ?? "";
    if (id === "") continue;
    const key = toProfileKey(kind, id);
    return key.ok ? key : refuse(fault);
  }
  return refuse("mboxPC or mbox3rdPartyId is required");
}

/** The attributes to set. Empty values and names that cannot be written are left out; the latter are reported (U-20). */
function readChange(parameters: Parameters): { change: Map<string, string>; warnings: number; isStorable: boolean } {
  const change = new Map<string, string>();
  let warnings = 0;
  let isStorable = true;
  for (const [parameter, value] of parameters) {
    if (!parameter.startsWith(PREFIX) || isEmptyValue(value)) continue;
    const name = parameter.slice(PREFIX.length);
    if (checkAttributeName(name) !== null) warnings += 1;
    else if (isStorableValue(value)) change.set(name, value);
    else isStorable = false;
  }
  return { change, warnings, isStorable };
}

const submitted = (outcome: "applied" | "not-found", warnings: number): Reply =>
  xmlReply(200, SUBMITTED, {
    "X-Profile-Result": outcome,
    ...(warnings > 0 ? { "X-Profile-Warnings": `ignored-parameters=${warnings}` } : {}),
  });
