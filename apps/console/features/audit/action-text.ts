import { AUDIT_ACTIONS, type AuditAction } from "@silhouette/core/audit";
import type { useTranslations } from "next-intl";
import type en from "@/messages/en.json";

type Translate = ReturnType<typeof useTranslations<"audit">>;
type Family = keyof (typeof en)["audit"]["family"];

/** An act as a sentence about whoever did it; of an act that this version does not know, its own word. */
export const actionText = (t: Translate, action: string): string => (isKnown(action) ? t(`action.${action}`) : action);

/** What a choice of the filter is called: an act with its family, or all of a family (`token.*`). */
export function choiceText(t: Translate, choice: string): string {
  const family = t(`family.${choice.split(".")[0] as Family}`);
  return isKnown(choice) ? t("filter.act", { family, act: t(`action.${choice}`) }) : family;
}

const isKnown = (action: string): action is AuditAction => AUDIT_ACTIONS.some((known) => known === action);
