"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Refused } from "@/components/ui/refused";
import { dismissNoticeAction } from "./actions";

type Props = { readonly clientCode: string; readonly tokenId: string; readonly name: string };

/** Puts the notices of one token away for everybody. */
export function DismissNotice({ clientCode, tokenId, name }: Props) {
  const t = useTranslations("tokens.notice");
  const [state, submit, isPending] = useActionState(dismissNoticeAction, { kind: "idle" });
  return (
    <form action={submit} className="shrink-0">
      <input type="hidden" name="clientCode" value={clientCode} />
      <input type="hidden" name="tokenId" value={tokenId} />
      <Button type="submit" size="small" aria-label={t("dismissNamed", { name })} disabled={isPending}>
        {t("dismiss")}
      </Button>
      {state.kind === "refused" ? <Refused state={state} /> : null}
    </form>
  );
}
