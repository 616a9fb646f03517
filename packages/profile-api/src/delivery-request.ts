import { ATTRIBUTE_NAME_LENGTH_MAX, checkAttributeName, isStorableValue } from "@silhouette/core/attributes";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";

/** Profile parameters of one object, and characters (UTF-16 code units) of a value. Source: contract section 11, U-22. */
const PARAMETERS_MAX = 50;
const VALUE_LENGTH_MAX = 256;

/** Entries of one list of mboxes, and of the list of customer ids. Source: contract sections 10 and 11. */
const MBOXES_MAX = 50;
const CUSTOMER_IDS_MAX = 50;

/** Entries of the other lists. A guess, far above what an SDK sends: no source names one. */
const ENTRIES_MAX = 1000;

/** A list whose length is checked before its entries, so that there are never many faults to report. */
const listOf = <Entry extends z.ZodType>(entry: Entry, max: number) =>
  z
    .array(z.unknown())
    .max(max, { error: sizeRefusal(max), abort: true })
    .pipe(z.array(entry))
    .nullish();

/** The words of the original (contract section 11). */
const sizeRefusal = (max: number): string => `size must be between 0 and ${max}`;

/** Names come without `profile.`; numbers and booleans are taken as their text, as the original does with JSON. */
const ProfileParameters = z.custom<Readonly<Record<string, unknown>>>(isObject).transform((object, context) => {
  const parameters = new Map<string, string>();
  const fail = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  const entries = Object.entries(object);
  if (entries.length > PARAMETERS_MAX) return fail(sizeRefusal(PARAMETERS_MAX));
  for (const [name, value] of entries) {
    if (name.startsWith("profile.")) return fail("names must not start with profile.");
    if (checkAttributeName(name) === "invalid-name") {
      return fail(`names must be text of 1 to ${ATTRIBUTE_NAME_LENGTH_MAX} characters`);
    }
    const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    if (typeof text !== "string" || text.length > VALUE_LENGTH_MAX || !isStorableValue(text)) {
      return fail(`values must be text of at most ${VALUE_LENGTH_MAX} characters`);
    }
    parameters.set(name, text);
  }
  return parameters;
});

const profileParameters = ProfileParameters.nullish();

const Section = z.object({
  pageLoad: z.object({ profileParameters }).nullish(),
  mboxes: listOf(z.object({ index: z.int().nullish(), name: z.string().min(1), profileParameters }), MBOXES_MAX),
  views: listOf(z.object({ name: z.string().nullish(), key: z.string().nullish(), profileParameters }), ENTRIES_MAX),
});

/** What touches profiles in the body of a delivery request. Everything else in it is accepted and left alone. */
const DeliveryBody = z.object({
  requestId: z.string().nullish(),
  context: z.object({ channel: z.enum(["web", "mobile"]), beacon: z.boolean().nullish() }),
  id: z
    .object({
      tntId: z.string().nullish(),
      thirdPartyId: z.string().nullish(),
      marketingCloudVisitorId: z.string().nullish(),
      customerIds: listOf(
        z.object({
          id: z.string().min(1).max(128),
          integrationCode: z.string().max(50).nullish(),
          authenticatedState: z.enum(["unknown", "authenticated", "logged_out"]).nullish(),
        }),
        CUSTOMER_IDS_MAX,
      ),
    })
    .nullish(),
  execute: Section.nullish(),
  prefetch: Section.nullish(),
  notifications: listOf(
    z.object({
      id: z.string().min(1),
      type: z.enum(["click", "display"]),
      timestamp: z.int().min(0),
      profileParameters,
    }),
    ENTRIES_MAX,
  ),
});

export type DeliveryBody = z.output<typeof DeliveryBody>;
export type DeliverySection = z.output<typeof Section>;
type Place = { readonly profileParameters?: ReadonlyMap<string, string> | null | undefined };

/** A delivery request, read and checked; `parameters` holds those of all its objects, in the order of the document. */
export type DeliveryRequest = {
  readonly body: DeliveryBody;
  readonly parameters: readonly (readonly [name: string, value: string])[];
};

/** Reads the body of a delivery request. The refusal is for the caller and repeats nothing of the body. */
export function parseDelivery(text: string): Result<DeliveryRequest, string> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return refuse("Request body is not valid JSON");
  }
  const body = DeliveryBody.safeParse(document);
  if (!body.success) return refuse(toMessage(body.error.issues[0]));
  const parameters = [...placesOf(document, body.data)].flatMap((place) => [...(place.profileParameters ?? [])]);
  return succeed({ body: body.data, parameters });
}

function toMessage(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined || issue.path.length === 0) return "Request body must be a JSON object";
  // The one message that a source names comes bare, as there.
  return issue.message === sizeRefusal(MBOXES_MAX) ? issue.message : `${issue.path.join(".")}: ${issue.message}`;
}

/** The objects that may hold parameters, in the order of the document: the last value of a name counts. */
function* placesOf(document: unknown, body: DeliveryBody): Generator<Place> {
  for (const [name, part] of entriesOf(document)) {
    if (name === "notifications") yield* body.notifications ?? [];
    if (name === "execute" || name === "prefetch") yield* placesOfSection(part, body[name]);
  }
}

function* placesOfSection(document: unknown, section: DeliverySection | null | undefined): Generator<Place> {
  for (const [name] of entriesOf(document)) {
    if (name === "pageLoad") yield section?.pageLoad ?? {};
    if (name === "mboxes" || name === "views") yield* section?.[name] ?? [];
  }
}

const entriesOf = (value: unknown): readonly [string, unknown][] => (isObject(value) ? Object.entries(value) : []);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
