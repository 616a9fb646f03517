"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Confirm } from "@/components/ui/confirm";
import { Refused } from "@/components/ui/refused";
import { useFinalAction } from "@/components/ui/use-final-action";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import { revokeTokenAction } from "./actions";
import { tokenAddress } from "./token-address";

/** Shows another client on every page from now on, and leads to the page that the form names. */
export type ChooseClient = (form: FormData) => Promise<void>;

type Props = {
  readonly found: {
    readonly tokenId: string;
    readonly publicId: string;
    /** Null for the account's own token. */
    readonly name: string | null;
    readonly clientCode: string;
    readonly isWorking: boolean;
  };
  /** Null for a token of the client that the pages show. */
  readonly chooseClient: ChooseClient | null;
};

/** The token that a text belongs to, whether it works, and the way to end that. */
export function FoundToken({ found: { tokenId, publicId: id, clientCode, ...found }, chooseClient }: Props) {
  const t = useTranslations("tokens");
  const isHydrated = useIsHydrated();
  const name = found.name ?? t("accountToken");
  const done = { subject: "token", title: t("revoke.done", { name }) };
  const [revoked, revoke, isRevoking] = useFinalAction(revokeTokenAction, done);
  const isRevoked = revoked.kind === "done";
  const isWorking = found.isWorking && !isRevoked;
  return (
    <>
      <Callout tone={isWorking ? "danger" : "success"} role="status">
        <p className="wrap-anywhere font-medium">
          {chooseClient === null
            ? t("findPage.found", { name, id })
            : t("findPage.foundElsewhere", { name, id, client: clientCode })}
        </p>
        <p className="mt-1">{t(isWorking ? "findPage.works" : isRevoked ? "findPage.revoked" : "findPage.ended")}</p>
        {chooseClient === null ? (
          <p className="mt-2">
            <Link href={tokenAddress(tokenId)} className="font-medium underline underline-offset-2">
              {t("findPage.open")}
            </Link>
          </p>
        ) : (
          <form action={chooseClient} className="mt-3">
            <input type="hidden" name="clientCode" value={clientCode} />
            <input type="hidden" name="to" value={tokenAddress(tokenId)} />
            <Button type="submit" size="small" className="wrap-anywhere">
              {t("findPage.openElsewhere", { client: clientCode })}
            </Button>
          </form>
        )}
      </Callout>
      {/* Without scripts the question would come on a page that has forgotten the token; its own page can ask. */}
      {isWorking && isHydrated ? (
        <div className="flex flex-wrap gap-2">
          <Confirm
            label={t("revoke.leaked")}
            tone="danger"
            title={t("revoke.leakedTitle")}
            warning={t("revoke.leakedText", { name })}
            confirmLabel={t("revoke.confirm")}
            state={revoked}
            action={revoke}
            isPending={isRevoking}
          >
            <input type="hidden" name="clientCode" value={clientCode} />
            <input type="hidden" name="tokenId" value={tokenId} />
            <input type="hidden" name="reason" value="leaked" />
          </Confirm>
        </div>
      ) : null}
      {revoked.kind === "refused" ? (
        <Refused state={revoked} own={{ "not-found": t("refusal.not-found"), "not-live": t("refusal.not-live") }} />
      ) : null}
    </>
  );
}
