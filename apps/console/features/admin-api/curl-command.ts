import "server-only";
import type { OpenApiDocument, OpenApiOperation, OpenApiParameter } from "./openapi-types";

type Call = { readonly method: string; readonly path: string; readonly operation: OpenApiOperation };

/**
 * A call as a command to paste: the address of this installation and the client's code stand in it, ids to fill in stay
 * in braces, and the access token comes from the variable `TOKEN`, so that it is in no history of commands.
 */
export function curlCommand(
  { method, path, operation }: Call,
  parameters: OpenApiDocument["components"]["parameters"],
  address: string,
  clientCode: string,
): string {
  const known = operation.parameters.map((parameter) => resolve(parameter, parameters));
  const query = known.filter((parameter) => parameter.in === "query" && parameter.required);
  const search = query.length === 0 ? "" : `?${query.map(({ name, schema }) => `${name}=${sample(schema)}`).join("&")}`;
  const url = `${address}${path.replace(/\{(?:code|tenant)\}/, clientCode)}${search}`;
  const [mediaType, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const isForm = mediaType === "application/x-www-form-urlencoded";
  return [
    `curl${method === "get" ? "" : ` -X ${method.toUpperCase()}`} ${quote(url)}`,
    ...(operation.security?.length === 0 ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...known.filter(({ in: place, required }) => place === "header" && required).map(({ name }) => `-H '${name}: …'`),
    ...(body === undefined || isForm
      ? []
      : [`-H 'Content-Type: ${mediaType}'`, `-d ${quote(JSON.stringify(body.example))}`]),
    ...(isForm ? formFields(body?.example).map((field) => `-d ${quote(field)}`) : []),
  ].join(" \\\n  ");
}

/** A parameter, or the shared one that stands for it. */
export function resolve(
  parameter: OpenApiOperation["parameters"][number],
  parameters: OpenApiDocument["components"]["parameters"],
): OpenApiParameter {
  if (!("$ref" in parameter)) return parameter;
  const found = parameters[parameter.$ref.slice("#/components/parameters/".length)];
  if (found === undefined) throw new Error(`There is no parameter ${parameter.$ref}`);
  return found;
}

const sample = ({ enum: values }: OpenApiParameter["schema"]): string =>
  Array.isArray(values) ? String(values[0]) : "…";

const formFields = (example: unknown): readonly string[] =>
  Object.entries(example ?? {}).map(([name, value]) => `${name}=${value}`);

/** For a POSIX shell: nothing inside is read as anything but text. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
