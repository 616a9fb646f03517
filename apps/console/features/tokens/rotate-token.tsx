"use client";

import type { Overlap } from "@silhouette/core/token-rotation";
import { useTranslations } from "next-intl";
import { type FormEvent, useActionState, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardRow } from "@/components/ui/card";
import { Check } from "@/components/ui/choice";
import { ConfirmQuestion } from "@/components/ui/confirm-question";
import { Refused } from "@/components/ui/refused";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import { useQuestion } from "@/components/ui/use-question";
import { rotateTokenAction } from "./actions";
import { RevealToken } from "./reveal-token";

type Props = {
  readonly clientCode: string;
  readonly tokenId: string;
  /** Stays when the token was just replaced by this: what shows the new text must not go away. */
  readonly isLive: boolean;
  readonly overlaps: readonly Overlap[];
};

const usualOverlap: Overlap = "24h";

/** Replaces the token by one like it. Without an overlap it asks once more: that cannot be undone. */
export function RotateToken({ clientCode, tokenId, isLive, overlaps }: Props) {
  const t = useTranslations("tokens");
  const [state, submit, isPending] = useActionState(rotateTokenAction, { kind: "idle" });
  const [overlap, setOverlap] = useState<Overlap>(usualOverlap);
  const question = useQuestion(state);
  const isHydrated = useIsHydrated();
  if (!isLive && state.kind === "idle") return null;

  function askFirst(event: FormEvent) {
    if (overlap !== "none") return;
    event.preventDefault();
    question.ask();
  }

  const fields = (
    <>
      <input type="hidden" name="clientCode" value={clientCode} />
      <input type="hidden" name="tokenId" value={tokenId} />
    </>
  );
  return (
    <Card id="rotate" title={t("rotate.title")} description={t("rotate.description")}>
      <CardRow>
        {question.isOpen && !isHydrated ? null : (
          <form action={submit} onSubmit={askFirst} className="flex flex-col gap-4">
            {fields}
            <fieldset className="flex flex-col gap-2">
              <legend className="mb-2 font-medium text-sm">{t("rotate.legend")}</legend>
              {overlaps.map((choice) => (
                <Check
                  key={choice}
                  type="radio"
                  name="overlap"
                  value={choice}
                  checked={choice === overlap}
                  onChange={() => setOverlap(choice)}
                  label={t(`rotate.${choice}`)}
                />
              ))}
            </fieldset>
            <Button type="submit" className="self-start max-sm:w-full" disabled={!isLive} isPending={isPending}>
              {t(isPending ? "rotate.pending" : "rotate.submit")}
            </Button>
          </form>
        )}
        <ConfirmQuestion
          question={question}
          title={t("rotate.atOnceTitle")}
          warning={t("rotate.atOnceText")}
          confirmLabel={t("rotate.atOnceConfirm")}
          action={submit}
        >
          {fields}
          <input type="hidden" name="overlap" value="none" />
        </ConfirmQuestion>
        {state.kind === "refused" ? (
          <Refused state={state} own={{ "not-found": t("refusal.not-found"), "not-live": t("refusal.not-live") }} />
        ) : null}
        {state.kind === "done" ? <RevealToken {...state.value} /> : null}
      </CardRow>
    </Card>
  );
}
