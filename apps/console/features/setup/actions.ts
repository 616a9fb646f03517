"use server";

import { redirect, unstable_rethrow } from "next/navigation";
import { liveDependencies } from "@/server/live-dependencies";
import { readRequestContext } from "@/server/request-context";
import { parseSetupInput, type SetupFaults } from "./setup-input";

/** What the form shows after a try. Name and address come back to it; the password never does. */
export type SetupState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "refused";
      readonly faults: SetupFaults;
      /** What no field is to blame for. */
      readonly refusal: "already-set-up" | "failed" | null;
      readonly entered: { readonly code: string; readonly name: string; readonly email: string };
      readonly requestId: string;
    };

/** Open to everybody: the one-time code decides. */
export async function completeSetupAction(_state: SetupState, form: FormData): Promise<SetupState> {
  const { requestId, origin } = await readRequestContext();
  const fields = Object.fromEntries(form);
  const entered = { code: textOf(fields.code), name: textOf(fields.name), email: textOf(fields.email) };
  const refused = (faults: SetupFaults, refusal: "already-set-up" | "failed" | null = null): SetupState => {
    return { kind: "refused", faults, refusal, entered, requestId };
  };
  const input = parseSetupInput(fields);
  if (!input.ok) return refused(input.refusal);
  const { stores, log, now } = liveDependencies();
  try {
    const completed = await stores.setup.complete(input.value.code, input.value.admin, origin, now());
    if (!completed.ok) {
      if (completed.refusal === "invalid-code") return refused({ code: "invalid-code" });
      if (completed.refusal === "exists") return refused({ email: "exists" });
      return refused({}, "already-set-up");
    }
  } catch (error) {
    unstable_rethrow(error);
    log.error({ err: error, requestId }, "set-up failed");
    return refused({}, "failed");
  }
  redirect("/sign-in?from=setup");
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
