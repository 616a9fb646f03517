"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Copyable, RevealSecret } from "@/components/ui/reveal-secret";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import { tokenAddress } from "./token-address";

type Props = {
  readonly text: string;
  readonly tokenId: string;
  /** Whether the installation keeps a copy that the admin API gives. */
  readonly isKept?: boolean;
};

/** Shows a new token, once; whoever has saved it goes on to its page. */
export function RevealToken({ text, tokenId, isKept = false }: Props) {
  const t = useTranslations("tokens.reveal");
  const router = useRouter();
  const next = tokenAddress(tokenId);
  return (
    <RevealSecret
      isDialog={useIsHydrated()}
      title={t("title")}
      explanation={t(isKept ? "textKept" : "text")}
      savedLabel={t("saved")}
      savedFirst={t("savedFirst")}
      nextHref={next}
      onSaved={() => router.push(next)}
    >
      <Copyable label={t("value")} text={text} copyLabel={t("copy")} tone="primary" />
    </RevealSecret>
  );
}
