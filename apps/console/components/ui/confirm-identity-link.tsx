"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";

/** Leads to where a member proves anew who they are, and back to this page. Stands beside the refusal that asks for it. */
export function ConfirmIdentityLink() {
  const t = useTranslations("account.confirm");
  const path = usePathname();
  const query = useSearchParams().toString();
  const back = query === "" ? path : `${path}?${query}`;
  return (
    <Link
      href={`/account/confirm?${new URLSearchParams({ callbackUrl: back })}`}
      className="font-medium underline underline-offset-2"
    >
      {t("link")}
    </Link>
  );
}
