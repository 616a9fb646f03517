import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Card, CardRow } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { PreferencesForm } from "@/features/account/preferences-form";
import { ProfileForm } from "@/features/account/profile-form";
import { readAccount, readTimeZones } from "@/features/account/queries";
import { SessionsCard } from "@/features/account/sessions-card";
import { SignInCard } from "@/features/account/sign-in-card";
import { readDisplay } from "@/server/display";
import { liveDependencies } from "@/server/live-dependencies";
import { requireSignedIn } from "@/server/signed-in";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account");
  return { title: t("title") };
}

/** Everybody's own: whoever is signed in sees and changes themselves, whatever their roles. */
export default async function AccountPage() {
  const { session } = await requireSignedIn("/account");
  const t = await getTranslations("account");
  const { factors, sessions } = await readAccount(liveDependencies(), session);
  const { name, email, preferences } = session.member;
  const { theme } = await readDisplay();
  return (
    <div className="flex flex-col gap-6">
      <PageHeader title={t("title")} />
      <Card id="profile" title={t("profile.title")}>
        <CardRow>
          <ProfileForm name={name} email={email} />
        </CardRow>
      </Card>
      <Card id="preferences" title={t("preferences.title")} description={t("preferences.text")}>
        <CardRow>
          <PreferencesForm preferences={{ ...preferences, theme }} timeZones={readTimeZones(preferences.timeZone)} />
        </CardRow>
      </Card>
      <SignInCard factors={factors} />
      <SessionsCard sessions={sessions} />
    </div>
  );
}
