"use client";

import { LOCALES, THEMES } from "@silhouette/core/preferences";
import { useLocale, useTranslations } from "next-intl";
import { LOCALE_NAMES } from "@/i18n/locale-names";
import { type PageLabel, SECTIONS } from "../pages";
import { ACTS, type ActLabel } from "./acts";
import type { Command, CommandGroup } from "./commands";

/** What the member can do, as the server found out. */
export type PaletteReach = {
  readonly pages: readonly PageLabel[];
  readonly acts: readonly ActLabel[];
  /** Codes of the other clients that the member reaches. */
  readonly otherClients: readonly string[];
};

/** All commands, in the reader's language. */
export function useCommands({ pages, acts, otherClients }: PaletteReach): readonly CommandGroup[] {
  const t = useTranslations();
  const shown = useLocale();
  const go = (label: string, href: string): Command => ({ id: `go ${href}`, label, act: { kind: "go", href } });
  return [
    {
      value: "pages",
      label: t("palette.group.pages"),
      items: [
        ...SECTIONS.flatMap((section) => [...section.pages])
          .filter(({ label }) => pages.includes(label))
          .map(({ label, href }) => go(t(`shell.${label}`), href)),
        go(t("palette.yourAccount"), "/account"),
      ],
    },
    {
      value: "acts",
      label: t("palette.group.acts"),
      items: [
        ...ACTS.filter(({ label }) => acts.includes(label)).map(({ label, href }) => go(t(`palette.${label}`), href)),
        go(t("palette.changePassword"), "/account/password"),
        { id: "sign-out", label: t("palette.signOut"), act: { kind: "sign-out" } },
      ],
    },
    {
      value: "clients",
      label: t("palette.group.clients"),
      items: otherClients.map((code) => ({
        id: `client ${code}`,
        label: t("palette.client", { code }),
        act: { kind: "client", code },
      })),
    },
    {
      value: "theme",
      label: t("palette.group.theme"),
      items: THEMES.map((theme) => ({
        id: `theme ${theme}`,
        label: t(`palette.theme.${theme}`),
        act: { kind: "theme", theme },
      })),
    },
    {
      value: "language",
      label: t("palette.group.language"),
      items: LOCALES.filter((locale) => locale !== shown).map((locale) => ({
        id: `language ${locale}`,
        label: LOCALE_NAMES[locale],
        lang: locale,
        act: { kind: "language", locale },
      })),
    },
  ];
}
