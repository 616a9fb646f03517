"use client";

import { useTranslations } from "next-intl";
import { ConfirmQuestion } from "@/components/ui/confirm-question";
import type { Question } from "@/components/ui/use-question";

type Props = {
  readonly question: Question;
  readonly clientCode: string;
  /** The token that would stop working: the server replaces this one and no other. */
  readonly publicId: string;
  /** How long it works on after that; 0: not at all. */
  readonly graceSeconds: number;
  readonly action: (form: FormData) => void;
};

/** The warning of the manuals, before a token is replaced. */
export function ConfirmReplacement({ question, clientCode, publicId, graceSeconds, action }: Props) {
  const t = useTranslations("implementation.token");
  const warning =
    graceSeconds === 0
      ? t("confirmText", { id: publicId })
      : t("confirmTextGrace", { id: publicId, ...inLargestUnit(graceSeconds) });
  return (
    <ConfirmQuestion
      question={question}
      title={t("confirmTitle")}
      warning={warning}
      confirmLabel={t("confirm")}
      cancelLabel={t("cancel")}
      confirmed={publicId}
      action={action}
    >
      <input type="hidden" name="clientCode" value={clientCode} />
    </ConfirmQuestion>
  );
}

/** Whole days, hours or minutes where the span is a number of them, else seconds. */
function inLargestUnit(seconds: number): { readonly count: number; readonly unit: string } {
  if (seconds % 86_400 === 0) return { count: seconds / 86_400, unit: "days" };
  if (seconds % 3_600 === 0) return { count: seconds / 3_600, unit: "hours" };
  if (seconds % 60 === 0) return { count: seconds / 60, unit: "minutes" };
  return { count: seconds, unit: "seconds" };
}
