import type { Client } from "@silhouette/core/client";
import { type Actor, can } from "@silhouette/core/permission";
import { LOCALES } from "@silhouette/core/preferences";
import type { OriginalSettings } from "@silhouette/core/settings";
import { nearestLocale } from "@silhouette/mail/reader";
import { useTranslations } from "next-intl";
import { Card, CardRow } from "@/components/ui/card";
import { Select } from "@/components/ui/choice";
import { LOCALE_NAMES } from "@/i18n/locale-names";
import { LastChange } from "./last-change";
import type { ImplementationView } from "./queries";
import { SettingsForm } from "./settings-form";

type Props = {
  readonly client: Client;
  readonly actor: Actor;
  readonly original: Pick<OriginalSettings, "locale" | "timeZone">;
  readonly stamps: ImplementationView["stamps"];
};

/** Language and time zone of users who have chosen neither, and whose browser does not say. */
export function DefaultsCard({ client, actor, original, stamps }: Props) {
  const t = useTranslations("implementation.defaults");
  const zones = Intl.supportedValuesOf("timeZone");
  const zone = original.timeZone ?? "";
  return (
    <Card id="defaults" title={t("title")} description={t("text")}>
      <CardRow>
        <SettingsForm clientCode={client.code} subject="defaults" isReadOnly={!can(actor, "settings:write", client.id)}>
          <div className="grid gap-4 sm:grid-cols-2">
            <Select
              name="locale"
              label={t("locale")}
              defaultValue={nearestLocale(original.locale ?? "") ?? ""}
              options={[
                { value: "", label: t("none") },
                ...LOCALES.map((locale) => ({ value: locale, label: LOCALE_NAMES[locale], lang: locale })),
              ]}
            />
            <Select
              name="timeZone"
              label={t("timeZone")}
              defaultValue={zones.includes(zone) || zone === "UTC" ? zone : ""}
              options={[
                { value: "", label: t("none") },
                ...["UTC", ...zones.filter((name) => name !== "UTC")].map((name) => ({
                  value: name,
                  label: name,
                  lang: "en",
                })),
              ]}
            />
          </div>
        </SettingsForm>
        <LastChange of={["locale", "timeZone"]} stamps={stamps} />
      </CardRow>
    </Card>
  );
}
