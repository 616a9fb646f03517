import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import { type Client, ClientCode } from "@silhouette/core/client";
import { type Actor, can, type Permission } from "@silhouette/core/permission";
import type { Result } from "@silhouette/core/result";
import { isRecentlyProved, type Session } from "@silhouette/core/session";
import { unstable_rethrow } from "next/navigation";
import { z } from "zod";
import { memberActor, memberInstallationActor } from "./actor";
import type { Dependencies } from "./dependencies";
import { liveDependencies } from "./live-dependencies";
import { auditOutOfReach, auditRefusal } from "./refusal";
import { readRequestContext } from "./request-context";
import { getSession } from "./signed-in";

/** Refusals that any action may give, beside its own. */
export type CommonRefusal =
  | "signed-out"
  | "forbidden"
  | "confirm-identity"
  | "confirmation-required"
  | "invalid-input"
  | "failed";

/** What a form shows after its action. The request id lets an operator find the log lines of a failure. */
export type ActionState<Value, Refusal extends string = never> =
  | { readonly kind: "idle" }
  | { readonly kind: "done"; readonly value: Value; readonly requestId: string }
  | ({
      readonly kind: "refused";
      readonly refusal: Refusal | CommonRefusal;
      readonly requestId: string;
    } & RefusedInput);

/** What a form was refused for, and what it was sent with. */
export type RefusedInput = {
  /** Names of the fields that are missing or hold what they may not, when it was refused as `invalid-input`. */
  readonly fields?: readonly string[];
  /** What was typed, of forms without secrets: before scripts load, the page comes back with it. */
  readonly typed?: Readonly<Record<string, string>>;
};

export type ActionContext<Input> = {
  readonly actor: Actor;
  readonly client: Client;
  readonly input: Input;
  readonly origin: AuditOrigin;
};

type Definition<Input, Value, Refusal extends string> = {
  /** Names the action in the audit log and in the list of all actions. */
  readonly name: string;
  readonly permission: Permission;
  /** Asks for a recent sign-in: for tokens and what guards them, credentials and how others sign in. */
  readonly isRecent?: boolean | ((client: Client, input: Input) => boolean);
  readonly asksFirst?: AsksFirst;
  readonly input: z.ZodType<Input>;
  /** Gives what was typed back with a refusal. Never where a form asks for a password or a secret. */
  readonly givesBack?: boolean;
  run(context: ActionContext<Input>, dependencies: Dependencies): Promise<Result<Value, Refusal>>;
};

/** A form as it arrived: whatever the browser sent. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * Whether the act wants a second thought: always, or for some forms. Then it does nothing until the form says
 * `confirmed`, which only the question of `Confirm` does: without scripts, or before they load, the first button would
 * otherwise be enough.
 */
export type AsksFirst = true | ((fields: Fields) => boolean);

export const isUnconfirmed = (asksFirst: AsksFirst | undefined, fields: Fields): boolean =>
  asksFirst !== undefined && (asksFirst === true || asksFirst(fields)) && fields.confirmed !== "true";

/** Every form says which client it was made for: a second tab may have chosen another one meanwhile. */
const ClientField = z.object({ clientCode: ClientCode });

/**
 * Makes a server action for `useActionState`. It finds out who asks, asks whether they may, parses the form, and turns
 * every outcome into a value, so that a form can show it with or without scripts. Next has checked before that the
 * request comes from the console's own origin.
 */
export function authorizedAction<Input, Value, Refusal extends string = never>(
  definition: Definition<Input, Value, Refusal>,
): (state: ActionState<Value, Refusal>, form: FormData) => Promise<ActionState<Value, Refusal>> {
  return async (_state, form) => {
    const { requestId, origin } = await readRequestContext();
    const dependencies = liveDependencies();
    const fields = Object.fromEntries(form);
    try {
      return await runAuthorized(definition, await getSession(), fields, origin, dependencies);
    } catch (error) {
      unstable_rethrow(error);
      dependencies.log.error({ err: error, requestId, action: definition.name }, "action failed");
      return { kind: "refused", refusal: "failed", requestId, ...typedBack(definition, fields) };
    }
  };
}

/** The part of an action that needs no web framework: decides, audits a refusal, and runs. */
export async function runAuthorized<Input, Value, Refusal extends string>(
  definition: Definition<Input, Value, Refusal>,
  session: Session | null,
  fields: Fields,
  origin: AuditOrigin,
  dependencies: Dependencies,
): Promise<ActionState<Value, Refusal>> {
  const { name, permission, isRecent = false, asksFirst, input, run } = definition;
  const { requestId } = origin;
  const typed = typedBack(definition, fields);
  const refused = (refusal: Refusal | CommonRefusal) => ({ kind: "refused", refusal, requestId, ...typed }) as const;
  if (session === null) return refused("signed-out");
  const named = ClientField.safeParse(fields);
  const client = named.success ? await dependencies.stores.clients.findByCode(named.data.clientCode) : null;
  const actor = client === null ? null : memberActor(session.member, client);
  if (client === null || actor === null || actor.permissions.size === 0) {
    const asking = memberInstallationActor(session.member);
    await auditOutOfReach(dependencies, asking, named.data?.clientCode ?? null, permission, name, origin);
    return refused("forbidden");
  }
  if (!can(actor, permission, client.id)) {
    await auditRefusal(dependencies, actor, client.id, permission, name, origin);
    return refused("forbidden");
  }
  const isLong = !isRecentlyProved(session.provedAt, dependencies.now());
  if (isLong && isRecent === true) return refused("confirm-identity");
  if (isUnconfirmed(asksFirst, fields)) return refused("confirmation-required");
  const parsed = input.safeParse(fields);
  if (!parsed.success) return { ...refused("invalid-input"), fields: fieldsOf(parsed.error) };
  if (isLong && typeof isRecent === "function" && isRecent(client, parsed.data)) return refused("confirm-identity");
  const result = await run({ actor, client, input: parsed.data, origin }, dependencies);
  return result.ok ? { kind: "done", value: result.value, requestId } : refused(result.refusal);
}

/** The fields of a form that a schema refuses. */
export const fieldsOf = ({ issues }: z.ZodError): readonly string[] => [
  ...new Set(issues.flatMap(({ path: [name] }) => (typeof name === "string" ? [name] : []))),
];

/** The texts of a form that gives them back, without what React and the form itself add. */
function typedBack({ givesBack }: { readonly givesBack?: boolean }, fields: Fields): Pick<RefusedInput, "typed"> {
  if (givesBack !== true) return {};
  const typed = Object.entries(fields).filter(
    (field): field is [string, string] =>
      typeof field[1] === "string" && !field[0].startsWith("$") && field[0] !== "clientCode",
  );
  return { typed: Object.fromEntries(typed) };
}
