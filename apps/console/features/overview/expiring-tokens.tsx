import type { TokenDetails } from "@silhouette/core/token-administration";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Card, CardRow } from "@/components/ui/card";
import { Moment } from "@/components/ui/moment";

/** Tokens that callers will soon have to replace. */
export function ExpiringTokens({ tokens }: { readonly tokens: readonly TokenDetails[] }) {
  const t = useTranslations("overview");
  return (
    <Card id="expiring-tokens" title={t("expiringTokens")}>
      {tokens.length === 0 ? (
        <CardRow className="text-muted">{t("noExpiringTokens")}</CardRow>
      ) : (
        tokens.map((token) => (
          <CardRow key={token.id} className="flex flex-wrap justify-between gap-x-3">
            <Link href={`/administration/tokens/${encodeURIComponent(token.id)}`} className="link wrap-anywhere">
              {token.name ?? t("accountToken")}
            </Link>
            <span className="text-muted">
              {t.rich("expiresOn", { when: () => <Moment at={token.expiresAt} format="day" /> })}
            </span>
          </CardRow>
        ))
      )}
    </Card>
  );
}
