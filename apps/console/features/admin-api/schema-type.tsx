import { Fragment, type ReactNode } from "react";
import type { JsonSchema } from "./openapi-types";

const PREFIX = "#/components/schemas/";

export const schemaAnchor = (name: string): string => `schema-${name}`;

/** The type of a value in a word or a few, with links to the types that have a name. */
export function SchemaType({ schema }: { readonly schema: JsonSchema }): ReactNode {
  const { $ref, anyOf, oneOf, enum: values, const: value, type, items, format, additionalProperties } = schema;
  if (typeof $ref === "string") {
    const name = $ref.slice(PREFIX.length);
    return (
      <a href={`#${schemaAnchor(name)}`} className="underline">
        {name}
      </a>
    );
  }
  const choices = (anyOf ?? oneOf) as readonly JsonSchema[] | undefined;
  if (choices !== undefined) {
    return choices.map((choice, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the choices of one schema never move
      <Fragment key={index}>
        {index > 0 ? " | " : null}
        <SchemaType schema={choice} />
      </Fragment>
    ));
  }
  if (Array.isArray(values)) return values.map((one) => JSON.stringify(one)).join(" | ");
  if (value !== undefined) return JSON.stringify(value);
  if (type === "array") {
    return (
      <>
        <SchemaType schema={(items ?? {}) as JsonSchema} />
        {"[]"}
      </>
    );
  }
  if (type === "object" && typeof additionalProperties === "object") {
    return (
      <>
        {"{ [name]: "}
        <SchemaType schema={additionalProperties as JsonSchema} />
        {" }"}
      </>
    );
  }
  return [type ?? "any", format].filter((word) => word !== undefined).join(", ");
}
