import "server-only";

export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];

/** Holds a member's choice of light or dark, which concerns one browser and nobody's rights. */
export const THEME_COOKIE = "silhouette-theme";

type Cookies = { get(name: string): { readonly value: string } | undefined };

/** The chosen theme; the system's own when nothing, or nothing known, was chosen. */
export function readTheme(cookies: Cookies): Theme {
  const value = cookies.get(THEME_COOKIE)?.value;
  return THEMES.find((theme) => theme === value) ?? "system";
}
