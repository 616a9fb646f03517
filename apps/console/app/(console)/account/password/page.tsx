import { PASSWORD_CHARACTERS_MAX, passwordCharactersMin } from "@silhouette/core/password";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/ui/page-header";
import { PasswordForm } from "@/features/account/password-form";
import { liveDependencies } from "@/server/live-dependencies";
import { requireRecentlySignedIn } from "@/server/signed-in";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account.password");
  return { title: t("title") };
}

export default async function PasswordPage() {
  const { session } = await requireRecentlySignedIn("/account/password");
  const t = await getTranslations("account");
  const { secondFactor } = await liveDependencies().stores.secondFactors.read(session.member.id);
  const charactersMin = passwordCharactersMin(secondFactor === "on" ? "with-second-factor" : "password-alone");
  return (
    <div className="flex flex-col gap-6">
      <PageHeader section={t("title")} title={t("password.title")} description={t("password.text")} />
      <PasswordForm
        email={session.member.email}
        charactersMin={charactersMin}
        charactersMax={PASSWORD_CHARACTERS_MAX}
      />
      <Link href="/account" className="self-start underline underline-offset-2">
        {t("back")}
      </Link>
    </div>
  );
}
