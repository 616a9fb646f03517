"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { Button } from "./button";
import { digestOf } from "./digest";

/** What Next gives to a page that stands in for one that failed. The error may be anything that can be thrown. */
export type FaultProps = {
  readonly error: unknown;
  /** Asks the server for the page anew and shows it. */
  readonly retry: () => void;
};

/**
 * What people are told of a fault: the server's log has its digest beside the request id and the cause. A fault of the
 * browser has no digest, and nothing of it is in any log.
 */
export const faultText = (error: unknown): "pageText" | "pageTextHere" =>
  digestOf(error) === null ? "pageTextHere" : "pageText";

/** The reference of a fault and the way out of it. */
export function FaultActs({ error, retry }: FaultProps) {
  const t = useTranslations();
  const digest = digestOf(error);

  useEffect(
    () => () => {
      // The button that was pressed is gone with the fault: the keyboard goes on in the page that has come.
      if (document.activeElement === document.body) document.getElementById("content")?.focus();
    },
    [],
  );

  return (
    <>
      {digest === null ? null : (
        <p className="font-mono text-muted text-xs">{t("common.reference", { requestId: digest })}</p>
      )}
      <Button tone="primary" onClick={retry}>
        {t("errors.retry")}
      </Button>
    </>
  );
}
