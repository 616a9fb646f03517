"use client";

import { unstable_rethrow, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { useToast } from "@/components/ui/toaster";
import { chooseClientAction, chooseLanguageAction, chooseThemeAction, signOutAction } from "../actions";
import type { Act } from "./commands";

/** Does what a command stands for. What fails is said in a toast: the palette has closed by then. */
export function useAct(): (act: Act) => void {
  const t = useTranslations("palette");
  const router = useRouter();
  const toast = useToast();
  const [, startTransition] = useTransition();
  return (act) => {
    if (act.kind === "go") {
      router.push(act.href);
      return;
    }
    // The colours change at once; what remembers them follows.
    if (act.kind === "theme") document.documentElement.dataset.theme = act.theme;
    startTransition(async () => {
      try {
        await callAction(act);
      } catch (error) {
        // A redirect comes as an error, too.
        unstable_rethrow(error);
        toast({ subject: "palette", tone: "danger", title: t("failed") });
      }
    });
  };
}

function callAction(act: Exclude<Act, { readonly kind: "go" }>): Promise<void> {
  const form = new FormData();
  switch (act.kind) {
    case "client":
      form.set("clientCode", act.code);
      return chooseClientAction(form);
    case "theme":
      form.set("theme", act.theme);
      return chooseThemeAction(form);
    case "language":
      form.set("locale", act.locale);
      return chooseLanguageAction(form);
    case "sign-out":
      return signOutAction();
  }
}
