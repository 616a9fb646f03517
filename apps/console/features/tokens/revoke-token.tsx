"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Confirm } from "@/components/ui/confirm";
import { Refused } from "@/components/ui/refused";
import { revokeTokenAction } from "./actions";

type Props = {
  readonly clientCode: string;
  readonly tokenId: string;
  /** What the token is called in the warning. */
  readonly name: string;
  /** After a report of a leak there is one reason alone. */
  readonly isLeak?: boolean;
};

/** Ends a token for good, after asking. */
export function RevokeToken({ clientCode, tokenId, name, isLeak = false }: Props) {
  const t = useTranslations("tokens");
  const [state, submit] = useActionState(revokeTokenAction, { kind: "idle" });
  const fields = (reason: "revoked" | "leaked") => (
    <>
      <input type="hidden" name="clientCode" value={clientCode} />
      <input type="hidden" name="tokenId" value={tokenId} />
      <input type="hidden" name="reason" value={reason} />
    </>
  );
  return (
    <div className="flex flex-wrap gap-2">
      {isLeak ? null : (
        <Confirm
          label={t("revoke.submit")}
          tone="danger"
          title={t("revoke.confirmTitle")}
          warning={t("revoke.confirmText", { name })}
          confirmLabel={t("revoke.confirm")}
          action={submit}
        >
          {fields("revoked")}
        </Confirm>
      )}
      <Confirm
        label={t("revoke.leaked")}
        tone={isLeak ? "danger" : "secondary"}
        title={t("revoke.leakedTitle")}
        warning={t("revoke.leakedText", { name })}
        confirmLabel={t("revoke.confirm")}
        action={submit}
      >
        {fields("leaked")}
      </Confirm>
      {state.kind === "refused" ? (
        <Refused state={state} own={{ "not-found": t("refusal.not-found"), "not-live": t("refusal.not-live") }} />
      ) : null}
    </div>
  );
}
