import Link from "next/link";
import { useTranslations } from "next-intl";
import { Card, CardRow } from "@/components/ui/card";
import { Moment } from "@/components/ui/moment";
import { CallersTable } from "./callers-table";
import { OverlapActs } from "./overlap-acts";
import type { TokenPageView } from "./page-queries";
import { tokenAddress } from "./token-address";

type Props = { readonly clientCode: string; readonly view: Pick<TokenPageView, "token" | "overlaps" | "mayIssue"> };

/** The tokens before this one that still work, and who has not moved yet. */
export function TokenOverlaps({ clientCode, view: { token, overlaps, mayIssue } }: Props) {
  const t = useTranslations("tokens.overlap");
  return (
    <Card id="overlap" title={t("title")} description={t("description")}>
      {overlaps.map((overlap) => (
        <CardRow key={overlap.token.id} className="flex flex-col gap-3">
          <p>
            {t.rich("until", {
              id: overlap.token.publicId,
              link: (id) => (
                <Link href={tokenAddress(overlap.token.id)} className="link font-mono text-[0.8125rem]">
                  {id}
                </Link>
              ),
              when: () => <Moment at={overlap.until} />,
            })}
          </p>
          {overlap.callers.length === 0 ? (
            <p className="text-muted">{t("noCallers")}</p>
          ) : (
            <>
              <h3 className="font-medium">{t("callers")}</h3>
              <CallersTable label={t("callers")} callers={overlap.callers} />
            </>
          )}
        </CardRow>
      ))}
      {mayIssue ? (
        <CardRow>
          <OverlapActs clientCode={clientCode} tokenId={token.id} />
        </CardRow>
      ) : null}
    </Card>
  );
}
