import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card, CardRow } from "@/components/ui/card";
import { Moment } from "@/components/ui/moment";
import type { TokenPageView } from "./page-queries";
import { tokenAddress } from "./token-address";
import { TokenOpens } from "./token-labels";
import { TokenEnd, TokenStateBadge } from "./token-state";

/** Everything that is known of a token. */
export function TokenDetailsCard({ view }: { readonly view: TokenPageView }) {
  const t = useTranslations("tokens");
  const { token, state, workspaceName } = view;
  return (
    <Card id="details" title={t("details.title")}>
      <CardRow>
        <dl className="flex flex-col gap-2.5">
          <Fact name={t("details.id")}>
            <span className="font-mono text-[0.8125rem]">{token.publicId}</span>
          </Fact>
          <Fact name={t("details.state")}>
            <TokenStateBadge state={state} />
            <span className="mt-1 block text-muted empty:hidden">
              <TokenEnd state={state} />
            </span>
          </Fact>
          <Fact name={t("details.opens")}>
            <TokenOpens scope={token.scope} surfaces={token.surfaces} />
          </Fact>
          <Fact name={t("details.expires")}>
            <Moment at={token.expiresAt} />
          </Fact>
          <Fact name={t("details.created")}>
            {t.rich("details.createdBy", { who: token.createdBy, when: () => <Moment at={token.createdAt} /> })}
          </Fact>
          {token.replacesId === null ? null : (
            <Fact name={t("details.replaces")}>
              <Link href={tokenAddress(token.replacesId)} className="link">
                {t("details.replacesLink")}
              </Link>
            </Fact>
          )}
          <Fact name={t("details.workspace")}>
            {token.workspaceId === null ? t("create.wholeClient") : (workspaceName ?? t("details.deletedWorkspace"))}
          </Fact>
          <Fact name={t("details.lastUse")}>
            <LastUse token={token} />
          </Fact>
          {token.name === null ? null : (
            <Fact name={t("details.note")}>{token.note === "" ? t("details.noNote") : token.note}</Fact>
          )}
        </dl>
      </CardRow>
    </Card>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="sm:flex sm:items-baseline">
      <dt className="shrink-0 text-muted sm:w-48">{name}</dt>
      <dd className="wrap-anywhere min-w-0">{children}</dd>
    </div>
  );
}

function LastUse({ token: { lastUse } }: Pick<TokenPageView, "token">) {
  const t = useTranslations("tokens");
  if (lastUse === null) return t("never");
  const { at, address, surface } = lastUse;
  const key = `surface.${surface}` as const;
  return t.rich("details.lastUseFrom", {
    address,
    surface: t.has(key as "surface.fetch") ? t(key as "surface.fetch") : surface,
    when: () => <Moment at={at} format="seconds" />,
  });
}
