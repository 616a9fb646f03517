import { useActionState } from "react";
import type { ActionState } from "@/server/authorized-action";
import { focusHeading } from "./focus-heading";
import { useToast } from "./toaster";
import { useIsHydrated } from "./use-is-hydrated";

type Action<Value, Refusal extends string> = (
  state: ActionState<Value, Refusal>,
  form: FormData,
) => Promise<ActionState<Value, Refusal>>;

/**
 * `useActionState` for an act that takes its own form off the page: what was revoked cannot be revoked again. It is said
 * and the focus is moved before the page shows the outcome, for afterwards nothing of the form is there to do it.
 * Without scripts the page comes anew, and the form sends the server's own action.
 */
export function useFinalAction<Value, Refusal extends string>(
  action: Action<Value, Refusal>,
  done: { readonly subject: string; readonly title: string },
) {
  const toast = useToast();
  const isHydrated = useIsHydrated();
  async function act(state: Awaited<ActionState<Value, Refusal>>, form: FormData) {
    const next = await action(state, form);
    if (next.kind === "done") {
      toast({ ...done, tone: "success" });
      focusHeading();
    }
    return next;
  }
  return useActionState<ActionState<Value, Refusal>, FormData>(isHydrated ? act : action, { kind: "idle" });
}
