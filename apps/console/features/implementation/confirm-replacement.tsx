"use client";

import { useTranslations } from "next-intl";
import { Button, buttonStyle } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog, DialogBody, DialogDescription, DialogFooter } from "@/components/ui/dialog";

type Props = {
  /** A dialog once scripts run; before that a part of the page. */
  readonly isDialog: boolean;
  readonly clientCode: string;
  /** The token that would stop working: the server replaces this one and no other. */
  readonly publicId: string;
  /** How long it works on after that; 0: not at all. */
  readonly graceSeconds: number;
  readonly action: (form: FormData) => void;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
};

/** The warning of the manuals, before a token is replaced. */
export function ConfirmReplacement(props: Props) {
  const { isDialog, clientCode, publicId, graceSeconds, action, onSubmit, onCancel } = props;
  const t = useTranslations("implementation.token");
  const warning =
    graceSeconds === 0
      ? t("confirmText", { id: publicId })
      : t("confirmTextGrace", { id: publicId, ...inLargestUnit(graceSeconds) });
  const fields = (
    <>
      <input type="hidden" name="clientCode" value={clientCode} />
      <input type="hidden" name="confirmed" value={publicId} />
    </>
  );
  if (!isDialog) {
    return (
      <section
        aria-labelledby="confirm-title"
        className="mt-4 flex flex-col gap-3 rounded-lg border border-warning-line p-4"
      >
        <h4 id="confirm-title" className="font-semibold text-base">
          {t("confirmTitle")}
        </h4>
        <Callout tone="warning">{warning}</Callout>
        <form action={action} className="flex flex-wrap gap-2">
          {fields}
          <Button type="submit" tone="danger">
            {t("confirm")}
          </Button>
          <a href="/administration/implementation" className={buttonStyle()}>
            {t("cancel")}
          </a>
        </form>
      </section>
    );
  }
  return (
    <Dialog open onDismiss={onCancel} title={t("confirmTitle")}>
      <form action={action} onSubmit={onSubmit}>
        {fields}
        <DialogBody>
          <DialogDescription render={<div />}>
            <Callout tone="warning">{warning}</Callout>
          </DialogDescription>
        </DialogBody>
        <DialogFooter>
          <Button onClick={onCancel}>{t("cancel")}</Button>
          <Button type="submit" tone="danger">
            {t("confirm")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

/** Whole days, hours or minutes where the span is a number of them, else seconds. */
function inLargestUnit(seconds: number): { readonly count: number; readonly unit: string } {
  if (seconds % 86_400 === 0) return { count: seconds / 86_400, unit: "days" };
  if (seconds % 3_600 === 0) return { count: seconds / 3_600, unit: "hours" };
  if (seconds % 60 === 0) return { count: seconds / 60, unit: "minutes" };
  return { count: seconds, unit: "seconds" };
}
