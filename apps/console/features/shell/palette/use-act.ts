"use client";

import { unstable_rethrow, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { digestOf } from "@/components/ui/digest";
import { useToast } from "@/components/ui/toaster";
import { mayLeave } from "@/components/ui/use-leave-guard";
import { chooseClientAction, chooseLanguageAction, chooseThemeAction, signOutAction } from "../actions";
import type { Act } from "./commands";

/** What leads away from the page. */
const LEAVING: ReadonlySet<Act["kind"]> = new Set(["go", "client", "sign-out"]);

/** Does what a command stands for. What fails is said in a toast: the palette has closed by then. */
export function useAct(): (act: Act) => void {
  const t = useTranslations();
  const router = useRouter();
  const toast = useToast();
  const [, startTransition] = useTransition();
  return (act) => {
    if (LEAVING.has(act.kind) && !mayLeave()) return;
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
        const digest = digestOf(error);
        const told =
          digest === null
            ? { title: t("palette.failed") }
            : { title: t("errors.failed"), description: t("common.reference", { requestId: digest }) };
        toast({ subject: "palette", tone: "danger", ...told });
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
