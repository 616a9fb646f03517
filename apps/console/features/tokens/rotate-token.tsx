"use client";

import type { Overlap } from "@silhouette/core/token-rotation";
import { useTranslations } from "next-intl";
import { type FormEvent, useActionState, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card, CardRow } from "@/components/ui/card";
import { Check } from "@/components/ui/choice";
import { Dialog, DialogBody, DialogDescription, DialogFooter } from "@/components/ui/dialog";
import { Refused } from "@/components/ui/refused";
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
  const [isAsking, setIsAsking] = useState(false);
  if (!isLive && state.kind === "idle") return null;

  function askFirst(event: FormEvent) {
    if (overlap !== "none") return;
    event.preventDefault();
    setIsAsking(true);
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
          <Button type="submit" className="self-start max-sm:w-full" disabled={isPending || !isLive}>
            {t(isPending ? "rotate.pending" : "rotate.submit")}
          </Button>
        </form>
        <Dialog open={isAsking} onDismiss={() => setIsAsking(false)} title={t("rotate.atOnceTitle")}>
          <form action={submit} onSubmit={() => setIsAsking(false)}>
            {fields}
            <input type="hidden" name="overlap" value="none" />
            <DialogBody>
              <DialogDescription render={<div />}>
                <Callout tone="warning">{t("rotate.atOnceText")}</Callout>
              </DialogDescription>
            </DialogBody>
            <DialogFooter>
              <CancelButton onClick={() => setIsAsking(false)} />
              <Button type="submit" tone="danger">
                {t("rotate.atOnceConfirm")}
              </Button>
            </DialogFooter>
          </form>
        </Dialog>
        {state.kind === "refused" ? (
          <Refused state={state} own={{ "not-found": t("refusal.not-found"), "not-live": t("refusal.not-live") }} />
        ) : null}
        {state.kind === "done" ? <RevealToken {...state.value} /> : null}
      </CardRow>
    </Card>
  );
}

function CancelButton({ onClick }: { readonly onClick: () => void }) {
  const t = useTranslations("common");
  return <Button onClick={onClick}>{t("cancel")}</Button>;
}
