import Link from "next/link";
import { useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import { Moment } from "@/components/ui/moment";
import { DismissNotice } from "./dismiss-notice";
import type { NoticesView } from "./page-queries";
import { tokenAddress } from "./token-address";

type Props = { readonly clientCode: string; readonly view: NoticesView };

/** Tokens that are about to expire, where somebody looks anyway. */
export function NoticeCallouts({ clientCode, view }: Props) {
  const t = useTranslations("tokens");
  if (view.notices.length === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      {view.notices.map(({ id, token, daysBefore }) => {
        const name = token.name ?? t("accountToken");
        return (
          <Callout key={id} tone={daysBefore === 1 ? "danger" : "warning"}>
            <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 sm:flex-nowrap">
              <p className="wrap-anywhere min-w-0">
                {t.rich("notice.text", { name, when: () => <Moment at={token.expiresAt} /> })}{" "}
                <Link href={tokenAddress(token.id)} className="font-medium underline underline-offset-2">
                  {t("notice.open")}
                </Link>
              </p>
              {view.mayDismiss ? <DismissNotice clientCode={clientCode} tokenId={token.id} name={name} /> : null}
            </div>
          </Callout>
        );
      })}
      {view.hasMore ? <p className="text-muted text-sm">{t("notice.more")}</p> : null}
    </div>
  );
}
