"use client";

import { type ReactNode, useActionState, useState } from "react";
import { Callout } from "@/components/ui/callout";
import { Confirm } from "@/components/ui/confirm";
import { Refused } from "@/components/ui/refused";
import type { ActionState } from "@/server/authorized-action";
import { type MemberActRefusal, useMemberRefusals } from "./use-member-refusals";

/** Words of one act on a member. */
export type ActWords = {
  readonly label: string;
  /** When and what it is good for. */
  readonly text: string;
  readonly title: string;
  readonly warning: string;
  readonly confirm: string;
};

type Props<Value, Refusal extends MemberActRefusal> = {
  readonly words: ActWords;
  readonly action: (state: ActionState<Value, Refusal>, form: FormData) => Promise<ActionState<Value, Refusal>>;
  readonly clientCode: string;
  readonly memberId: string;
  readonly tone?: "secondary" | "danger";
  /** Why it cannot be done at the moment. */
  readonly blockedBy?: string | null;
  /** Further hidden fields. */
  readonly children?: ReactNode;
  /** What is to be given with the answer to the question. */
  readonly choices?: ReactNode;
  /** What to show once it is done: a sentence, or something of its own that `forget` takes away. */
  readonly done: (value: Value, forget: () => void) => ReactNode;
};

/** One act on a member: what it is good for, its button, the question before it and what came of it. */
export function ConfirmedAct<Value, Refusal extends MemberActRefusal>(props: Props<Value, Refusal>) {
  const { words, action, clientCode, memberId, tone = "secondary", blockedBy = null, children, choices, done } = props;
  const refusals: Readonly<Record<MemberActRefusal, string>> = useMemberRefusals();
  const [state, submit, isPending] = useActionState(action, { kind: "idle" });
  const [forgotten, setForgotten] = useState<typeof state | null>(null);
  const outcome = state.kind === "done" && forgotten !== state ? done(state.value, () => setForgotten(state)) : null;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p className="max-w-prose grow basis-64 text-muted text-sm">{blockedBy ?? words.text}</p>
        <Confirm
          label={words.label}
          tone={tone}
          title={words.title}
          warning={words.warning}
          confirmLabel={words.confirm}
          state={state}
          action={submit}
          isPending={isPending}
          disabled={blockedBy !== null}
          choices={choices}
        >
          <input type="hidden" name="clientCode" value={clientCode} />
          <input type="hidden" name="memberId" value={memberId} />
          {children}
        </Confirm>
      </div>
      {typeof outcome === "string" ? (
        <Callout tone="success" role="status">
          {outcome}
        </Callout>
      ) : (
        outcome
      )}
      {state.kind === "refused" ? <Refused<MemberActRefusal> className="mt-0" state={state} own={refusals} /> : null}
    </div>
  );
}
