"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Refused } from "@/components/ui/refused";
import { useFinalAction } from "@/components/ui/use-final-action";
import { dismissNoticeAction } from "./actions";

type Props = { readonly clientCode: string; readonly tokenId: string; readonly name: string };

/** Puts the notices of one token away for everybody. */
export function DismissNotice({ clientCode, tokenId, name }: Props) {
  const t = useTranslations("tokens.notice");
  const [state, submit, isPending] = useFinalAction(dismissNoticeAction, {
    subject: "notice",
    title: t("dismissed", { name }),
  });
  return (
    <form action={submit} className="shrink-0">
      <input type="hidden" name="clientCode" value={clientCode} />
      <input type="hidden" name="tokenId" value={tokenId} />
      <Button type="submit" size="small" aria-label={t("dismissNamed", { name })} isPending={isPending}>
        {t("dismiss")}
      </Button>
      {state.kind === "refused" ? <Refused state={state} /> : null}
    </form>
  );
}
