"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";

type Props = {
  readonly name: string;
  readonly imsOrgId: string | null;
  /** Another client has the organisation. */
  readonly isOrgTaken: boolean;
};

/** What of a client can be changed later on. */
export function ClientFields({ name, imsOrgId, isOrgTaken }: Props) {
  const t = useTranslations("clients");
  return (
    <>
      <Field
        name="name"
        label={t("name")}
        hint={t("nameHint")}
        defaultValue={name}
        maxLength={100}
        autoComplete="off"
        required
      />
      <Field
        name="imsOrgId"
        label={t("imsOrgId")}
        hint={t("imsOrgIdHint")}
        error={isOrgTaken ? t("refusal.ims-org-id-taken") : undefined}
        defaultValue={imsOrgId ?? ""}
        // Visible ASCII, as `ImsOrgId` of the core.
        pattern="[!-~]{1,255}"
        maxLength={255}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
    </>
  );
}
