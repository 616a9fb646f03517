"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CommandSearch } from "./command-search";
import { useAct } from "./use-act";
import type { PaletteReach } from "./use-commands";
import { useIsMac, useShortcut } from "./use-shortcut";

/** Every page and command by a few letters: a button in the top bar, and Ctrl+K or Command+K everywhere. */
export function Palette({ reach }: { readonly reach: PaletteReach }) {
  const t = useTranslations("palette");
  const isMac = useIsMac();
  const act = useAct();
  const [isOpen, setIsOpen] = useState(false);

  useShortcut(() => change(!isOpen && !isAnswerWanted()));

  function change(next: boolean) {
    // Menus of the browser stand above every dialog.
    if (next) for (const menu of document.querySelectorAll<HTMLElement>(":popover-open")) menu.hidePopover();
    setIsOpen(next);
  }

  return (
    <Dialog.Root open={isOpen} onOpenChange={change}>
      <Dialog.Trigger
        aria-label={t("openLong")}
        aria-keyshortcuts={isMac === null ? undefined : isMac ? "Meta+K" : "Control+K"}
        // Nothing before scripts run: it could do nothing.
        className={`flex min-h-9 min-w-9 shrink-0 cursor-pointer items-center justify-center gap-2 rounded-md px-2 text-muted hover:bg-hover hover:text-ink sm:border sm:border-line-strong sm:px-3 ${isMac === null ? "invisible" : ""}`}
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="max-sm:hidden">{t("open")}</span>
        <kbd aria-hidden className="rounded-sm border border-line bg-sunken px-1.5 font-sans text-xs max-md:hidden">
          {t(isMac === true ? "shortcut.mac" : "shortcut.other")}
        </kbd>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Viewport className="fixed inset-0 z-50 flex items-start justify-center overflow-hidden p-4 sm:pt-[12vh]">
          <Dialog.Popup className="flex max-h-[min(34rem,calc(100dvh-2rem))] w-full max-w-xl flex-col rounded-lg border border-line bg-raised text-ink shadow-dialog outline-none">
            <Dialog.Title className="sr-only">{t("title")}</Dialog.Title>
            <CommandSearch
              reach={reach}
              onChoose={(chosen) => {
                setIsOpen(false);
                act(chosen);
              }}
            />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Whether another dialog is open: a new secret in it must not be lost by going elsewhere. */
const isAnswerWanted = (): boolean => document.querySelector('[role="alertdialog"], [role="dialog"]') !== null;
