"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useActionState, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmQuestion } from "@/components/ui/confirm-question";
import { Refused } from "@/components/ui/refused";
import { Copyable, RevealSecret } from "@/components/ui/reveal-secret";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import { useQuestion } from "@/components/ui/use-question";
import { makeWebhookSecretAction } from "./actions";

type Props = {
  readonly clientCode: string;
  readonly hasSecret: boolean;
  readonly isReadOnly: boolean;
};

/** Every round begins anew once its secret has been saved, so that the text does not stay in memory. */
export function MakeWebhookSecret(props: Props) {
  const [round, setRound] = useState(0);
  return <Round key={round} {...props} isAgain={round > 0} onSaved={() => setRound(round + 1)} />;
}

type RoundProps = Props & {
  /** A round before has just ended, and with it the dialog that had the focus. */
  readonly isAgain: boolean;
  readonly onSaved: () => void;
};

/** Asks where a secret would be replaced, and reveals the new one; without scripts each step is a part of the page. */
function Round({ clientCode, hasSecret, isReadOnly, isAgain, onSaved }: RoundProps) {
  const t = useTranslations("implementation.webhook");
  const isHydrated = useIsHydrated();
  const [state, submit, isPending] = useActionState(makeWebhookSecretAction, { kind: "idle" });
  const button = useRef<HTMLButtonElement>(null);
  const question = useQuestion(state);

  useEffect(() => {
    if (isAgain) button.current?.focus();
  }, [isAgain]);

  function askFirst(event: FormEvent) {
    if (!hasSecret) return;
    event.preventDefault();
    question.ask();
  }

  const client = <input type="hidden" name="clientCode" value={clientCode} />;
  return (
    <>
      {question.isOpen && !isHydrated ? null : (
        <form action={submit} onSubmit={askFirst} className="mt-4">
          {client}
          {hasSecret ? null : <input type="hidden" name="isFirst" value="true" />}
          <Button
            ref={button}
            type="submit"
            disabled={isReadOnly}
            isPending={isPending}
            aria-describedby={isReadOnly ? "read-only" : undefined}
            className="max-sm:w-full"
          >
            <KeyRound aria-hidden className="size-4 shrink-0" />
            {t(isPending ? "making" : hasSecret ? "replace" : "make")}
          </Button>
        </form>
      )}
      <ConfirmQuestion
        question={question}
        title={t("confirmTitle")}
        warning={t("confirmText")}
        confirmLabel={t("confirm")}
        cancelLabel={t("cancel")}
        action={submit}
      >
        {client}
      </ConfirmQuestion>
      {state.kind === "done" ? (
        <RevealSecret
          isDialog={isHydrated}
          title={t("revealTitle")}
          explanation={t("revealText")}
          savedLabel={t("saved")}
          savedFirst={t("savedFirst")}
          nextHref="/administration/implementation"
          onSaved={onSaved}
        >
          <Copyable label={t("value")} text={state.value.secret} copyLabel={t("copy")} tone="primary" />
        </RevealSecret>
      ) : null}
      {state.kind === "refused" ? <Refused state={state} /> : null}
    </>
  );
}
