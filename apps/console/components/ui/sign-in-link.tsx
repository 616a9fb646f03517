"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";

/** Leads to the sign-in and back to this page. Stands beside the refusal that says the session has ended. */
export function SignInLink() {
  const t = useTranslations("signIn");
  const path = usePathname();
  const query = useSearchParams().toString();
  const back = query === "" ? path : `${path}?${query}`;
  return (
    <Link
      href={`/sign-in?${new URLSearchParams({ callbackUrl: back })}`}
      className="font-medium underline underline-offset-2"
    >
      {t("submit")}
    </Link>
  );
}
