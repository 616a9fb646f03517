import { useState } from "react";
import type { ActionState } from "@/server/authorized-action";

/** The question before an act: whether it is open, and how it opens and is settled. */
export type Question = { readonly isOpen: boolean; ask(): void; settle(): void };

/**
 * Opens by `ask`, which a form calls once scripts run, or by the answer of an action that was sent unconfirmed: until
 * then, or without them.
 */
export function useQuestion(state: ActionState<unknown, string>): Question {
  const [isAsking, setIsAsking] = useState(false);
  const [answered, setAnswered] = useState<typeof state | null>(null);
  const isRequired = state.kind === "refused" && state.refusal === "confirmation-required" && answered !== state;
  return {
    isOpen: isAsking || isRequired,
    ask: () => setIsAsking(true),
    settle: () => {
      setIsAsking(false);
      setAnswered(state);
    },
  };
}
