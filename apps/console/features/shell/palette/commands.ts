import type { IdKind } from "@silhouette/core/identity";
import type { Locale, Theme } from "@silhouette/core/preferences";

/** What a command does once it is chosen. */
export type Act =
  | { readonly kind: "go"; readonly href: string }
  | { readonly kind: "client"; readonly code: string }
  | { readonly kind: "theme"; readonly theme: Theme }
  | { readonly kind: "language"; readonly locale: Locale }
  | { readonly kind: "sign-out" };

export type Command = {
  readonly id: string;
  readonly label: string;
  /** Of the label, where it is in another language than the page. */
  readonly lang?: Locale;
  readonly act: Act;
};

/** Commands under a heading. Keys are those of `palette.group`. */
export type CommandGroup = {
  readonly value: "lookup" | "pages" | "acts" | "clients" | "theme" | "language";
  readonly label: string;
  readonly items: readonly Command[];
};

/** Longest id that is looked up; those of the Profile API are no longer. */
export const LOOKUP_CHARACTERS_MAX = 256;

const LOOKUP_KINDS = ["thirdPartyId", "tntId", "marketingCloudVisitorId"] as const satisfies readonly IdKind[];

/** The page that lists profiles whose id begins with a text, for each kind of id. */
export const lookUps = (text: string): readonly { readonly kind: IdKind; readonly href: string }[] =>
  LOOKUP_KINDS.map((kind) => ({ kind, href: `/profiles?${new URLSearchParams({ by: kind, id: text })}` }));

/**
 * The commands that match what was typed: each word of it stands in the command or its heading. Groups without any are
 * left out.
 * @param contains compares as the reader's language does, such as `Autocomplete.useFilter()`.
 */
export function matchCommands(
  groups: readonly CommandGroup[],
  text: string,
  contains: (text: string, word: string) => boolean,
): readonly CommandGroup[] {
  const words = text.split(/\s+/).filter((word) => word !== "");
  return groups
    .map((group) => ({
      ...group,
      items: group.items.filter(({ label }) => words.every((word) => contains(`${group.label} ${label}`, word))),
    }))
    .filter(({ items }) => items.length > 0);
}
