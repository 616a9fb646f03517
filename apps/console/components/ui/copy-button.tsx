"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "./button";
import { useIsHydrated } from "./use-is-hydrated";

/** How long the button says that it has copied. */
const confirmationMillis = 2500;

type Props = {
  readonly text: string;
  readonly label: string;
  readonly tone?: "primary" | "secondary";
  /** Shows the icon alone; the label stays its name. */
  readonly isCompact?: boolean;
};

/** Copies a text. Absent until scripts run: without them it could do nothing. */
export function CopyButton({ text, label, tone = "secondary", isCompact = false }: Props) {
  const t = useTranslations("common");
  const isHydrated = useIsHydrated();
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);

  useEffect(() => {
    // That it failed stays to be read until the next attempt.
    if (outcome !== "copied") return;
    const timer = setTimeout(() => setOutcome(null), confirmationMillis);
    return () => clearTimeout(timer);
  }, [outcome]);

  return (
    <>
      <Button
        tone={isCompact ? "quiet" : tone}
        size={isCompact ? "icon" : "small"}
        title={isCompact ? label : undefined}
        aria-label={isCompact ? label : undefined}
        className={isHydrated ? "shrink-0" : "invisible shrink-0"}
        onClick={async () => setOutcome((await copy(text)) ? "copied" : "failed")}
      >
        {outcome === "copied" ? <Check aria-hidden className="size-4" /> : <Copy aria-hidden className="size-4" />}
        {isCompact ? null : outcome === "copied" ? t("copiedShort") : label}
      </Button>
      <span
        role="status"
        className={
          outcome === "failed" ? `text-danger-ink text-xs ${isCompact ? "max-w-60" : "basis-full"}` : "sr-only"
        }
      >
        {outcome === null ? "" : t(outcome === "copied" ? "copied" : "copyFailed")}
      </span>
    </>
  );
}

/** The clipboard is open to pages on TLS and on localhost alone; elsewhere the older way still works. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Selects the text in a field of its own: inside an open dialog, since the focus may not leave it. */
function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "sr-only";
  (focused?.closest('[role="alertdialog"], [role="dialog"]') ?? document.body).append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
