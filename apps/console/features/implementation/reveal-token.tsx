"use client";

import { useTranslations } from "next-intl";
import { Copyable, RevealSecret } from "@/components/ui/reveal-secret";

type Props = {
  readonly isDialog: boolean;
  readonly text: string;
  /** Whether the installation keeps a copy that the admin API gives. */
  readonly isKept: boolean;
  readonly clientCode: string;
  readonly edgeAddress: string;
  readonly onSaved: () => void;
};

/** Shows the account's new token, once, and a command that works as it stands. */
export function RevealToken({ isDialog, text, isKept, clientCode, edgeAddress, onSaved }: Props) {
  const t = useTranslations("implementation.token");
  const url = `${edgeAddress}/m2/${clientCode}/v2/profile/batchUpdate`;
  const command = `curl -X POST --data-binary @batch.txt -H "Authorization: Bearer ${text}" ${url}`;
  return (
    <RevealSecret
      isDialog={isDialog}
      title={t("revealTitle")}
      explanation={t(isKept ? "revealTextKept" : "revealText")}
      savedLabel={t("saved")}
      savedFirst={t("savedFirst")}
      nextHref="/administration/implementation"
      onSaved={onSaved}
    >
      <Copyable label={t("value")} text={text} copyLabel={t("copyToken")} tone="primary" />
      <Copyable label={t("example")} text={command} copyLabel={t("copyExample")} />
    </RevealSecret>
  );
}
