import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { refusedPage } from "@/features/shell/refused-page";
import { ForgottenPasswordForm } from "@/features/sign-in/forgotten-password-form";
import { liveDependencies } from "@/server/live-dependencies";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.forgotten");
  return { title: t("pageTitle") };
}

/** There only where a mail server can send the link. */
export default function ForgottenPasswordPage() {
  if (liveDependencies().mailer === null) return refusedPage(404);
  return <ForgottenPasswordForm />;
}
