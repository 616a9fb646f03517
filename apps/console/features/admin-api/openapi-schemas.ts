import "server-only";
import { z } from "zod";
import type { JsonSchema } from "./openapi-types";

/** Turns zod schemas into JSON Schema, and gathers those with a name (`meta({ id })`) as components of one document. */
export class SchemaCollector {
  readonly #components = new Map<string, JsonSchema>();

  /** What a caller sends: before defaults and transformations. */
  input(schema: z.ZodType): JsonSchema {
    return this.#convert(schema, "input");
  }

  /** What a caller gets. */
  output(schema: z.ZodType): JsonSchema {
    return this.#convert(schema, "output");
  }

  /** By name, in the order of the alphabet. */
  components(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#components].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #convert(schema: z.ZodType, io: "input" | "output"): JsonSchema {
    const converted = z.toJSONSchema(schema, { io, target: "draft-2020-12", unrepresentable: "any" });
    const { $schema: _, $defs = {}, ...own } = atComponents(converted) as JsonSchema & { $defs?: JsonSchema };
    for (const [name, definition] of Object.entries($defs)) this.#add(name, definition as JsonSchema);
    return own;
  }

  /** One name means one thing in the whole document: a second meaning is a fault of the code, not of a caller. */
  #add(name: string, { id: _, ...definition }: JsonSchema): void {
    const known = this.#components.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(definition)) {
      throw new Error(`Two schemas are named ${name}: give one of them another id`);
    }
    this.#components.set(name, definition);
  }
}

/** References into the schema's own definitions become references to components. */
const atComponents = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/'));
