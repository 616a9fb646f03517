"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useEffectEvent } from "react";
import { Refused } from "@/components/ui/refused";
import { useToast } from "@/components/ui/toaster";
import { setRequireAuthenticationAction } from "./actions";

type Props = { readonly clientCode: string; readonly isOn: boolean; readonly isReadOnly: boolean };

/** A switch that is the button of a form, so it also works before scripts load. */
export function RequireAuthentication({ clientCode, isOn, isReadOnly }: Props) {
  const t = useTranslations("implementation.profileApi");
  const toast = useToast();
  const [state, submit, isPending] = useActionState(setRequireAuthenticationAction, { kind: "idle" });
  const isShownOn = isPending ? !isOn : isOn;

  const announce = useEffectEvent((isNowOn: boolean) =>
    toast({ subject: "require-authentication", tone: "success", title: t(isNowOn ? "switchedOn" : "switchedOff") }),
  );
  useEffect(() => {
    if (state.kind === "done") announce(state.value.requireAuthentication);
  }, [state]);

  return (
    <>
      <form action={submit} className="flex items-start justify-between gap-4">
        <input type="hidden" name="clientCode" value={clientCode} />
        <div className="min-w-0">
          <p id="require-authentication" className="font-medium">
            {t("requireAuthentication")}
          </p>
          <p id="require-authentication-text" className="mt-0.5 max-w-prose text-muted">
            {t("requireAuthenticationText")}
          </p>
        </div>
        <button
          type="submit"
          role="switch"
          aria-checked={isShownOn}
          aria-labelledby="require-authentication"
          aria-describedby={isReadOnly ? "require-authentication-text read-only" : "require-authentication-text"}
          aria-busy={isPending}
          name="requireAuthentication"
          value={String(!isOn)}
          disabled={isReadOnly}
          className="group relative mt-0.5 h-6 w-11 shrink-0 cursor-pointer rounded-full border border-line-strong bg-sunken transition-colors disabled:cursor-not-allowed aria-checked:border-transparent aria-checked:bg-success disabled:opacity-60"
        >
          <span className="absolute top-1/2 left-0.5 size-[1.125rem] -translate-y-1/2 rounded-full bg-line-strong transition-transform group-aria-checked:translate-x-[1.25rem] group-aria-checked:bg-raised" />
        </button>
      </form>
      {state.kind === "refused" ? <Refused state={state} /> : null}
    </>
  );
}
