import type { Client } from "@silhouette/core/client";
import { OVERLAP_NAMES } from "@silhouette/core/token-rotation";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import { Card, CardRow } from "@/components/ui/card";
import { Moment } from "@/components/ui/moment";
import { EditToken } from "./edit-token";
import type { TokenPageView } from "./page-queries";
import { RevokeToken } from "./revoke-token";
import { RotateToken } from "./rotate-token";
import { tokenAddress } from "./token-address";
import { TokenDetailsCard } from "./token-details";
import { TokenOverlaps } from "./token-overlaps";
import { TokenUsageCard } from "./token-usage";

type Props = { readonly view: TokenPageView; readonly client: Pick<Client, "code"> };

/** A token's page below its title: what matters most at the moment comes first. */
export function TokenPage({ view, client }: Props) {
  const t = useTranslations("tokens");
  const { token, state, mayIssue, mayRevoke } = view;
  const isLive = state.kind === "live";
  const isWorking = isLive || state.kind === "in-overlap";
  const { code: clientCode } = client;
  return (
    <div className="flex flex-col gap-6">
      {state.kind === "in-overlap" ? (
        <Callout tone="warning">
          <p>{t.rich("replaced.text", { when: () => <Moment at={state.until} /> })}</p>
          {view.successorId === null ? null : (
            <p className="mt-1">
              <Link href={tokenAddress(view.successorId)} className="font-medium underline underline-offset-2">
                {t("replaced.link")}
              </Link>
            </p>
          )}
        </Callout>
      ) : null}
      {isLive && view.overlaps.length > 0 ? <TokenOverlaps clientCode={clientCode} view={view} /> : null}
      <TokenDetailsCard view={view} />
      <TokenUsageCard days={view.days} use={view.use} />
      {isLive && mayIssue && token.name !== null ? (
        <Card id="edit" title={t("edit.title")}>
          <CardRow>
            <EditToken clientCode={clientCode} tokenId={token.id} name={token.name} note={token.note} />
          </CardRow>
        </Card>
      ) : null}
      {mayIssue && token.scope === "profile_api" ? (
        <RotateToken
          key={token.id}
          clientCode={clientCode}
          tokenId={token.id}
          isLive={isLive}
          overlaps={OVERLAP_NAMES}
        />
      ) : null}
      {isWorking && mayRevoke ? (
        <Card id="revoke" title={t("revoke.title")} description={t("revoke.description")}>
          <CardRow>
            <RevokeToken clientCode={clientCode} tokenId={token.id} name={token.name ?? t("accountToken")} />
          </CardRow>
        </Card>
      ) : null}
    </div>
  );
}
