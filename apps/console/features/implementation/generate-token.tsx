"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useActionState, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { isCommonRefusal, Refused } from "@/components/ui/refused";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import { useQuestion } from "@/components/ui/use-question";
import { generateTokenAction } from "./actions";
import { ConfirmReplacement } from "./confirm-replacement";
import { RevealToken } from "./reveal-token";

type Props = {
  readonly clientCode: string;
  /** Null when there is no live token, so that nothing would be replaced. */
  readonly currentPublicId: string | null;
  readonly edgeAddress: string;
  /** How long a replaced token works on. */
  readonly graceSeconds: number;
  /** Why the button is greyed: authentication is off, or the role may not. */
  readonly blockedBy: "switch" | "role" | null;
};

/** Every round begins anew once its token has been saved, so that the text does not stay in memory. */
export function GenerateToken(props: Props) {
  const [round, setRound] = useState(0);
  return <Round key={round} {...props} isAgain={round > 0} onSaved={() => setRound(round + 1)} />;
}

type RoundProps = Props & {
  /** A round before has just ended, and with it the dialog that had the focus. */
  readonly isAgain: boolean;
  readonly onSaved: () => void;
};

/**
 * Ask, confirm, reveal. Each step is a form or a part of the page that also works without scripts; with them, the last
 * two are dialogs.
 */
function Round({ clientCode, currentPublicId, edgeAddress, graceSeconds, blockedBy, isAgain, onSaved }: RoundProps) {
  const t = useTranslations("implementation.token");
  const isHydrated = useIsHydrated();
  const [state, submit, isPending] = useActionState(generateTokenAction, { kind: "idle" });
  const button = useRef<HTMLButtonElement>(null);
  const question = useQuestion(state);

  useEffect(() => {
    if (isAgain) button.current?.focus();
  }, [isAgain]);

  function askFirst(event: FormEvent) {
    if (currentPublicId === null) return;
    event.preventDefault();
    question.ask();
  }

  return (
    <>
      <form action={submit} onSubmit={askFirst} className="mt-4">
        <input type="hidden" name="clientCode" value={clientCode} />
        <Button
          ref={button}
          type="submit"
          tone="primary"
          disabled={blockedBy !== null}
          isPending={isPending}
          aria-describedby={
            blockedBy === null ? undefined : blockedBy === "role" ? "read-only" : "generate-token-blocked"
          }
          className="max-sm:w-full"
        >
          <KeyRound aria-hidden className="size-4 shrink-0" />
          {t(isPending ? "generating" : "generate")}
        </Button>
        {blockedBy === "switch" ? (
          <p id="generate-token-blocked" className="mt-2 text-muted text-xs">
            {t("disabledWhileOff")}
          </p>
        ) : null}
      </form>
      {currentPublicId === null ? null : (
        <ConfirmReplacement
          question={question}
          clientCode={clientCode}
          publicId={currentPublicId}
          graceSeconds={graceSeconds}
          action={submit}
        />
      )}
      {state.kind === "done" ? (
        <RevealToken
          isDialog={isHydrated}
          text={state.value.text}
          isKept={state.value.isKept}
          clientCode={clientCode}
          edgeAddress={edgeAddress}
          onSaved={onSaved}
        />
      ) : null}
      {state.kind === "refused" && isCommonRefusal(state.refusal) ? (
        <Refused state={{ refusal: state.refusal, requestId: state.requestId }} />
      ) : null}
    </>
  );
}
