"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { type Act, type Command, type CommandGroup, LOOKUP_CHARACTERS_MAX, lookUps, matchCommands } from "./commands";
import { type PaletteReach, useCommands } from "./use-commands";

type Props = { readonly reach: PaletteReach; readonly onChoose: (act: Act) => void };

/** What was typed, and the commands that match it. The first one is chosen until the arrow keys say otherwise. */
export function CommandSearch({ reach, onChoose }: Props) {
  const t = useTranslations("palette");
  const hintId = useId();
  const { contains } = Autocomplete.useFilter();
  const commands = useCommands(reach);
  const [text, setText] = useState("");
  const typed = text.trim();
  const lookup = useLookup(typed);
  const groups = [...matchCommands(commands, text, contains), ...(reach.pages.includes("profiles") ? [lookup] : [])];
  const count = groups.reduce((sum, { items }) => sum + items.length, 0);
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      filter={null}
      autoHighlight="always"
      keepHighlight
      itemToStringValue={(command: Command) => command.label}
      value={text}
      // The text stays what was typed while the palette closes.
      onValueChange={(next, { reason }) => (reason === "item-press" ? undefined : setText(next))}
    >
      <Autocomplete.InputGroup className="flex items-center gap-2 border-line border-b-2 pr-2 pl-4 focus-within:border-accent">
        <Search aria-hidden className="size-4 shrink-0 text-muted" />
        <Autocomplete.Input
          aria-label={t("title")}
          aria-describedby={hintId}
          placeholder={t("placeholder")}
          maxLength={LOOKUP_CHARACTERS_MAX}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="min-h-12 min-w-0 grow bg-transparent text-base text-ink outline-none placeholder:text-muted sm:text-sm"
        />
        <Dialog.Close
          aria-label={t("close")}
          className="grid size-8 shrink-0 cursor-pointer place-items-center rounded-md text-muted hover:bg-hover hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </Dialog.Close>
      </Autocomplete.InputGroup>
      <Autocomplete.Empty>
        <p className="px-4 py-6 text-muted">{t("none")}</p>
      </Autocomplete.Empty>
      {/* It scrolls itself: what a combobox controls needs no stop of the Tab key. */}
      <Autocomplete.List className="min-h-0 grow overflow-y-auto overscroll-contain p-2 empty:hidden">
        {(group: CommandGroup) => (
          <Autocomplete.Group key={group.value} items={group.items} className="not-first:mt-2">
            <Autocomplete.GroupLabel className="px-2.5 py-1 font-medium text-muted text-xs">
              {group.label}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(command: Command) => (
                <Autocomplete.Item
                  key={command.id}
                  value={command}
                  lang={command.lang}
                  onClick={() => onChoose(command.act)}
                  className="wrap-anywhere flex min-h-9 cursor-pointer scroll-my-2 items-center rounded-md px-2.5 py-1.5 data-highlighted:bg-accent-soft data-highlighted:text-accent-strong data-highlighted:outline-2 data-highlighted:outline-accent data-highlighted:-outline-offset-2"
                >
                  {command.label}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
      <p id={hintId} className="border-line border-t px-4 py-2 text-muted text-xs">
        {t("hint")}
      </p>
      {/* That nothing matches is announced where it stands. */}
      <Autocomplete.Status className="sr-only">
        {typed === "" || count === 0 ? "" : t("count", { count })}
      </Autocomplete.Status>
    </Autocomplete.Root>
  );
}

/** What was typed may be an id: profiles whose id begins with it, or the page to type one into. */
function useLookup(typed: string): CommandGroup {
  const t = useTranslations("palette");
  const items: readonly Command[] =
    typed === ""
      ? [{ id: "look up", label: t("lookUp"), act: { kind: "go", href: "/profiles" } }]
      : lookUps(typed).map(({ kind, href }) => ({
          id: `look up ${kind}`,
          label: t("lookUpAs", { id: typed, kind: t(`kind.${kind}`) }),
          act: { kind: "go", href },
        }));
  return { value: "lookup", label: t("group.lookup"), items };
}
