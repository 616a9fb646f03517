import "server-only";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import type { z } from "zod";
import type { AdminProblem, Problems } from "./admin-problem";
import { adminBodyBytesMax, readBoundedText } from "./bounded-body";
import { isJsonBody } from "./media-type";

/** A parameter that is given several times is a list. */
export function readQuery(parameters: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [first = "", ...others] = parameters.getAll(name);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}

export async function readJsonBody(schema: z.ZodType<unknown>, request: Request): Promise<Result<unknown, Problems>> {
  if (!isJsonBody(request.headers)) return refuse([{ code: "Unsupported.Version" }]);
  const text = await readBoundedText(request, adminBodyBytesMax);
  if (text === null) return refuse([{ code: "Payload.TooLarge" }]);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse([{ code: "Body.Invalid" }]);
  }
  return parseInput(schema, json);
}

/** One problem for each fault, named by the parameter it is about. */
export function parseInput(schema: z.ZodType<unknown>, given: unknown): Result<unknown, Problems> {
  const parsed = schema.safeParse(given, { reportInput: true });
  if (parsed.success) return succeed(parsed.data);
  const problems = parsed.error.issues.flatMap(toProblems);
  return refuse(problems as unknown as Problems);
}

function toProblems(issue: z.core.$ZodIssue): readonly AdminProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      code: "Parameter.Invalid" as const,
      message: `${key} is not a known parameter`,
      meta: { parameter: key },
    }));
  }
  const parameter = issue.path.join(".");
  if (parameter === "") return [{ code: "Body.Invalid", message: "A JSON object is required" }];
  const isMissing = issue.input === undefined;
  return [
    isMissing
      ? { code: "Parameter.Missing", message: `${parameter} is required`, meta: { parameter } }
      : { code: "Parameter.Invalid", message: `${parameter} is not valid`, meta: { parameter } },
  ];
}
