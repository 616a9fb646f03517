"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Refused } from "@/components/ui/refused";
import { findTokenAction } from "./actions";
import { type ChooseClient, FoundToken } from "./found-token";

type Props = {
  readonly clientCode: string;
  /** Null for who finds tokens of this client alone. */
  readonly chooseClient: ChooseClient | null;
};

/** Takes the text of a token and says which one it is. The text leaves in the body of a POST and is not shown again. */
export function FindToken({ clientCode, chooseClient }: Props) {
  const t = useTranslations("tokens");
  const [state, submit, isPending] = useActionState(findTokenAction, { kind: "idle" });
  const found = state.kind === "done" ? state.value : null;
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
          {t(chooseClient === null ? "findPage.none" : "findPage.noneAnywhere")}
        </Callout>
      ) : null}
      {state.kind === "done" && found !== null ? (
        <FoundToken
          // What was found before, and perhaps revoked, is not what is found now.
          key={state.requestId}
          found={found}
          chooseClient={found.clientCode === clientCode ? null : chooseClient}
        />
      ) : null}
    </div>
  );
}
