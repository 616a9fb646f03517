import { PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN } from "@silhouette/core/password";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Callout } from "@/components/ui/callout";
import { SetupForm } from "@/features/setup/setup-form";
import { liveDependencies } from "@/server/live-dependencies";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("setup");
  return { title: t("pageTitle") };
}

/** Open to everybody, and of no use without the code that only the operator's terminal shows. */
export default async function SetupPage() {
  const t = await getTranslations("setup");
  const isSetUp = await liveDependencies().stores.members.hasSysadmin();
  return (
    <div className="flex flex-col gap-5">
      <div>
        <h1 className="font-semibold text-xl">{t("title")}</h1>
        {isSetUp ? null : <p className="mt-1 text-muted">{t("text")}</p>}
      </div>
      {isSetUp ? (
        <Callout tone="info">
          {t.rich("done", {
            link: (text) => (
              <Link href="/sign-in" className="font-medium underline underline-offset-2">
                {text}
              </Link>
            ),
          })}
        </Callout>
      ) : (
        <SetupForm passwordCharactersMin={PASSWORD_CHARACTERS_MIN} passwordCharactersMax={PASSWORD_CHARACTERS_MAX} />
      )}
    </div>
  );
}
