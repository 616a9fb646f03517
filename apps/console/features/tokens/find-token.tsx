"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Refused } from "@/components/ui/refused";
import { findTokenAction } from "./actions";
import { RevokeToken } from "./revoke-token";
import { tokenAddress } from "./token-address";

type Props = { readonly clientCode: string };

/** Takes the text of a token and says which one it is. The text leaves in the body of a POST and is not shown again. */
export function FindToken({ clientCode }: Props) {
  const t = useTranslations("tokens");
  const [state, submit, isPending] = useActionState(findTokenAction, { kind: "idle" });
  const found = state.kind === "done" ? state.value : null;
  const name = found?.name ?? t("accountToken");
  return (
    <div className="flex flex-col gap-4">
      <form action={submit} className="flex max-w-xl flex-col gap-4">
        <input type="hidden" name="clientCode" value={clientCode} />
        <Field
          name="text"
          label={t("findPage.text")}
          hint={t("findPage.textHint")}
          autoComplete="off"
          spellCheck={false}
          maxLength={1024}
          className="font-mono"
          required
        />
        <Button type="submit" tone="primary" className="self-start max-sm:w-full" isPending={isPending}>
          {t(isPending ? "findPage.pending" : "findPage.submit")}
        </Button>
      </form>
      {state.kind === "refused" ? <Refused state={state} /> : null}
      {state.kind === "done" && found === null ? (
        <Callout tone="info" role="status">
          {t("findPage.none")}
        </Callout>
      ) : null}
      {found === null ? null : (
        <Callout tone={found.isWorking ? "danger" : "success"} role="status">
          <p className="wrap-anywhere font-medium">{t("findPage.found", { name, id: found.publicId })}</p>
          <p className="mt-1">{t(found.isWorking ? "findPage.works" : "findPage.ended")}</p>
          <p className="mt-2">
            <Link href={tokenAddress(found.tokenId)} className="font-medium underline underline-offset-2">
              {t("findPage.open")}
            </Link>
          </p>
        </Callout>
      )}
      {found?.isWorking === true ? (
        <RevokeToken clientCode={clientCode} tokenId={found.tokenId} name={name} isLeak />
      ) : null}
    </div>
  );
}
