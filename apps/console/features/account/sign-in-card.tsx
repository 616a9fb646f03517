import type { SignInFactors } from "@silhouette/core/second-factor";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonStyle } from "@/components/ui/button";
import { Card, CardRow } from "@/components/ui/card";

/** How the member signs in, with the ways to change it. */
export function SignInCard({ factors }: { readonly factors: SignInFactors }) {
  const t = useTranslations("account.signIn");
  const { hasPassword, secondFactor, recoveryCodesLeft, hasIdentity } = factors;
  const isOn = secondFactor === "on";
  return (
    <Card id="sign-in" title={t("title")}>
      <CardRow className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h3 className="font-medium">{t("password")}</h3>
          <p className="mt-0.5 text-muted">{t(hasPassword ? "hasPassword" : "noPassword")}</p>
          {hasIdentity ? <p className="mt-0.5 text-muted">{t("identity")}</p> : null}
        </div>
        <Link href="/account/password" className={buttonStyle({ size: "small" })}>
          {t(hasPassword ? "changePassword" : "setPassword")}
        </Link>
      </CardRow>
      <CardRow className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h3 className="font-medium">{t("secondFactor")}</h3>
          <p className="mt-0.5 max-w-prose text-muted">
            {isOn ? t("on", { count: recoveryCodesLeft }) : t(hasPassword ? "off" : "needsPassword")}
          </p>
        </div>
        {hasPassword ? (
          <Link href="/account/second-factor" className={buttonStyle({ size: "small" })}>
            {t(isOn ? "manage" : "setUp")}
          </Link>
        ) : null}
      </CardRow>
    </Card>
  );
}
