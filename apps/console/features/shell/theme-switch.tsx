"use client";

import type { Theme } from "@silhouette/core/preferences";
import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { chooseThemeAction } from "./actions";

const CHOICES = [
  { theme: "light", label: "themeLight", icon: Sun },
  { theme: "dark", label: "themeDark", icon: Moon },
  { theme: "system", label: "themeSystem", icon: Monitor },
] as const;

/** Light, dark, or as the system is. The colours change at once; the cookie follows. */
export function ThemeSwitch({ theme }: { readonly theme: Theme }) {
  const t = useTranslations("shell");
  const [shown, setShown] = useState(theme);
  const [given, setGiven] = useState(theme);

  // Chosen elsewhere, such as on the page of the account. Starting anew by a key would take the focus away here.
  if (given !== theme) {
    setGiven(theme);
    setShown(theme);
  }

  function show(choice: Theme) {
    setShown(choice);
    document.documentElement.dataset.theme = choice;
  }

  return (
    <form action={chooseThemeAction}>
      <fieldset>
        <legend className="mb-2 font-medium text-muted text-xs">{t("theme")}</legend>
        <div className="grid grid-cols-3 gap-1 rounded-md bg-sunken p-1">
          {CHOICES.map(({ theme: choice, label, icon: Icon }) => (
            <button
              key={choice}
              type="submit"
              name="theme"
              value={choice}
              onClick={() => show(choice)}
              aria-pressed={shown === choice}
              className="flex min-h-8 cursor-pointer items-center justify-center gap-1.5 rounded-sm text-muted text-xs hover:text-ink aria-pressed:bg-raised aria-pressed:font-medium aria-pressed:text-ink aria-pressed:shadow-card"
            >
              <Icon aria-hidden className="size-3.5" />
              {t(label)}
            </button>
          ))}
        </div>
      </fieldset>
    </form>
  );
}
