import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { ForgottenPasswordForm } from "@/features/sign-in/forgotten-password-form";
import { liveDependencies } from "@/server/live-dependencies";
import { refusedPage } from "@/server/refused-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.forgotten");
  return { title: t("pageTitle") };
}

/** There only where a mail server can send the link. */
export default async function ForgottenPasswordPage() {
  if (liveDependencies().mailer !== null) return <ForgottenPasswordForm />;
  const t = await getTranslations("signIn.forgotten");
  return (
    <div className="flex flex-col gap-5">
      {refusedPage(404)}
      <Link href="/sign-in" className="self-start font-medium text-sm underline underline-offset-2">
        {t("back")}
      </Link>
    </div>
  );
}
