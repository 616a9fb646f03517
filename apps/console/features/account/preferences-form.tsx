"use client";

import { LOCALES, type Preferences, THEMES } from "@silhouette/core/preferences";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Select } from "@/components/ui/choice";
import { Refused } from "@/components/ui/refused";
import { LOCALE_NAMES } from "@/i18n/locale-names";
import { changePreferencesAction } from "./actions";

const THEME_LABELS = { light: "themeLight", dark: "themeDark", system: "themeSystem" } as const;

type Props = {
  readonly preferences: Preferences;
  /** Names of the zones that can be chosen. They come from the server: browsers know others. */
  readonly timeZones: readonly string[];
};

/**
 * How pages look to one member. Each choice has the stored one as its key: what the menu of the account changes
 * meanwhile shows here too.
 */
export function PreferencesForm({ preferences, timeZones }: Props) {
  const t = useTranslations();
  const [state, submit, isPending] = useActionState(changePreferencesAction, { kind: "idle" });
  const { locale, timeZone, theme } = preferences;
  const asBrowser = { value: "", label: t("account.preferences.asBrowser") };
  return (
    <ActionForm state={state} submit={submit} className="flex max-w-md flex-col gap-4">
      {state.kind === "done" ? (
        <Callout tone="success" role="status">
          {t("account.preferences.saved")}
        </Callout>
      ) : null}
      {state.kind === "refused" ? <Refused className="mt-0" state={state} /> : null}
      <Select
        key={`locale ${locale}`}
        name="locale"
        label={t("account.preferences.language")}
        defaultValue={locale ?? ""}
        options={[asBrowser, ...LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value], lang: value }))]}
      />
      <Select
        key={`timeZone ${timeZone}`}
        name="timeZone"
        label={t("account.preferences.timeZone")}
        hint={t("account.preferences.timeZoneHint")}
        defaultValue={timeZone ?? ""}
        options={[asBrowser, ...timeZones.map((value) => ({ value, label: value.replaceAll("_", " ") }))]}
      />
      <Select
        key={`theme ${theme}`}
        name="theme"
        label={t("account.preferences.theme")}
        defaultValue={theme ?? "system"}
        options={THEMES.map((value) => ({ value, label: t(`shell.${THEME_LABELS[value]}`) }))}
      />
      <Button type="submit" className="self-start" isPending={isPending}>
        {t("account.preferences.save")}
      </Button>
    </ActionForm>
  );
}
