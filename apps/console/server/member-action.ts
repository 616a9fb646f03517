import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import type { Result } from "@silhouette/core/result";
import { isRecentlyProved, type Session } from "@silhouette/core/session";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { type ActionState, type AsksFirst, fieldsOf, isUnconfirmed } from "./authorized-action";
import type { Dependencies } from "./dependencies";
import { liveDependencies } from "./live-dependencies";
import { readRequestContext } from "./request-context";
import { getSession } from "./signed-in";

type Definition<Input, Value, Refusal extends string> = {
  /** Names the action in the log and in the list of all actions. */
  readonly name: string;
  /** Asks for a recent sign-in. */
  readonly isRecent: boolean;
  readonly asksFirst?: AsksFirst;
  readonly input: z.ZodType<Input>;
  run(
    context: { readonly session: Session; readonly input: Input; readonly origin: AuditOrigin },
    dependencies: Dependencies,
  ): Promise<Result<Value, Refusal>>;
};

/**
 * Makes a server action for what members do to their own account: no role decides, and no client is concerned. The
 * rest is as with `authorizedAction`.
 */
export function memberAction<Input, Value, Refusal extends string = never>(
  definition: Definition<Input, Value, Refusal>,
): (state: ActionState<Value, Refusal>, form: FormData) => Promise<ActionState<Value, Refusal>> {
  return async (_state, form) => {
    const { requestId, origin } = await readRequestContext();
    const dependencies = liveDependencies();
    try {
      return await runAsMember(definition, await getSession(), Object.fromEntries(form), origin, dependencies);
    } catch (error) {
      unstable_rethrow(error);
      dependencies.log.error({ err: error, requestId, action: definition.name }, "action failed");
      return { kind: "refused", refusal: "failed", requestId };
    }
  };
}

/** The part of an action that needs no web framework. */
export async function runAsMember<Input, Value, Refusal extends string>(
  { isRecent, asksFirst, input, run }: Definition<Input, Value, Refusal>,
  session: Session | null,
  fields: Readonly<Record<string, unknown>>,
  origin: AuditOrigin,
  dependencies: Dependencies,
): Promise<ActionState<Value, Refusal>> {
  const { requestId } = origin;
  const refused = (refusal: Refusal | "signed-out" | "confirm-identity" | "confirmation-required" | "invalid-input") =>
    ({ kind: "refused", refusal, requestId }) as const;
  if (session === null) return refused("signed-out");
  if (isRecent && !isRecentlyProved(session.provedAt, dependencies.now())) return refused("confirm-identity");
  if (isUnconfirmed(asksFirst, fields)) return refused("confirmation-required");
  const parsed = input.safeParse(fields);
  if (!parsed.success) return { ...refused("invalid-input"), fields: fieldsOf(parsed.error) };
  const result = await run({ session, input: parsed.data, origin }, dependencies);
  return result.ok ? { kind: "done", value: result.value, requestId } : refused(result.refusal);
}
