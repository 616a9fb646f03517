import "server-only";

/**
 * Whether version 1 answers what the caller asks for (contract section 13). Callers name the version in `Accept` or in
 * `Content-Type`, some in the latter even without a body; plain JSON and a wildcard stand for the default version.
 */
export function acceptsVersionOne(headers: Headers): boolean {
  const accepted = mediaTypes(headers.get("accept"));
  const isAnswerable = accepted.length === 0 || accepted.some(isVersionOne);
  return isAnswerable && mediaTypes(headers.get("content-type")).every((type) => !isOtherVersion(type));
}

/** Whether a body of this type is read as JSON. A body without a type is. */
export function isJsonBody(headers: Headers): boolean {
  return mediaTypes(headers.get("content-type")).every(isVersionOne);
}

const mediaTypes = (header: string | null): readonly string[] =>
  (header ?? "")
    .split(",")
    .map((part) => part.split(";", 1)[0]?.trim().toLowerCase() ?? "")
    .filter((type) => type !== "");

const VERSION_ONE = ["application/vnd.adobe.target.v1+json", "application/json", "application/*", "*/*"];

const isVersionOne = (type: string): boolean => VERSION_ONE.includes(type);

const isOtherVersion = (type: string): boolean =>
  type.startsWith("application/vnd.adobe.target.") && !isVersionOne(type);
