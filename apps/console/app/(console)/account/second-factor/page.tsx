import { PASSWORD_CHARACTERS_MIN } from "@silhouette/core/password";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/ui/page-header";
import { readEnrolment } from "@/features/account/queries";
import { SecondFactor } from "@/features/account/second-factor";
import { liveDependencies } from "@/server/live-dependencies";
import { requireRecentlySignedIn } from "@/server/signed-in";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account.secondFactor");
  return { title: t("title") };
}

/** After a recent sign-in alone: the key of an authenticator that waits to be confirmed stands on it. */
export default async function SecondFactorSettingsPage() {
  const { session } = await requireRecentlySignedIn("/account/second-factor");
  const dependencies = liveDependencies();
  const factors = await dependencies.stores.secondFactors.read(session.member.id);
  if (!factors.hasPassword) redirect("/account");
  const t = await getTranslations("account");
  return (
    <div className="flex flex-col gap-6">
      <PageHeader section={t("title")} title={t("secondFactor.title")} description={t("secondFactor.text")} />
      <SecondFactor
        isOn={factors.secondFactor === "on"}
        recoveryCodesLeft={factors.recoveryCodesLeft}
        enrolment={await readEnrolment(dependencies, session)}
        passwordCharactersMin={PASSWORD_CHARACTERS_MIN}
      />
      <Link href="/account" className="self-start underline underline-offset-2">
        {t("back")}
      </Link>
    </div>
  );
}
