"use client";

import { useTranslations } from "next-intl";
import { Confirm } from "@/components/ui/confirm";
import { Refused } from "@/components/ui/refused";
import { useFinalAction } from "@/components/ui/use-final-action";
import { revokeTokenAction } from "./actions";

type Props = {
  readonly clientCode: string;
  readonly tokenId: string;
  /** What the token is called in the warning. */
  readonly name: string;
};

/** Ends a token for good, after asking. */
export function RevokeToken({ clientCode, tokenId, name }: Props) {
  const t = useTranslations("tokens");
  const done = { subject: "token", title: t("revoke.done", { name }) };
  // One for each reason, so that the question of each stands with its own button.
  const [revoked, revoke, isRevoking] = useFinalAction(revokeTokenAction, done);
  const [leaked, revokeAsLeaked, isRevokingAsLeaked] = useFinalAction(revokeTokenAction, done);
  const refused = [revoked, leaked].find((outcome) => outcome.kind === "refused");
  const fields = (reason: "revoked" | "leaked") => (
    <>
      <input type="hidden" name="clientCode" value={clientCode} />
      <input type="hidden" name="tokenId" value={tokenId} />
      <input type="hidden" name="reason" value={reason} />
    </>
  );
  return (
    <div className="flex flex-wrap gap-2">
      <Confirm
        label={t("revoke.submit")}
        tone="danger"
        title={t("revoke.confirmTitle")}
        warning={t("revoke.confirmText", { name })}
        confirmLabel={t("revoke.confirm")}
        state={revoked}
        action={revoke}
        isPending={isRevoking}
      >
        {fields("revoked")}
      </Confirm>
      <Confirm
        label={t("revoke.leaked")}
        title={t("revoke.leakedTitle")}
        warning={t("revoke.leakedText", { name })}
        confirmLabel={t("revoke.confirm")}
        state={leaked}
        action={revokeAsLeaked}
        isPending={isRevokingAsLeaked}
      >
        {fields("leaked")}
      </Confirm>
      {refused === undefined ? null : (
        <Refused state={refused} own={{ "not-found": t("refusal.not-found"), "not-live": t("refusal.not-live") }} />
      )}
    </div>
  );
}
