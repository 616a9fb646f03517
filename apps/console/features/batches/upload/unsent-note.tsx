import { useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import type { Unsent } from "./send-file";

/** Why a file was not sent, whether anything of it was kept, and what to do now. Nothing that was done in the page is lost. */
export function UnsentNote({ outcome }: { readonly outcome: Unsent }) {
  const t = useTranslations();
  const requestId = "requestId" in outcome ? outcome.requestId : null;
  if (outcome.kind === "cancelled") {
    return (
      <Callout tone="info" role="status">
        {t("batches.upload.unsent.cancelled")}
      </Callout>
    );
  }
  return (
    <Callout tone="danger" role="alert">
      <p>
        {outcome.kind === "refused"
          ? t(`batches.upload.refusal.${outcome.refusal}`)
          : t(`batches.upload.unsent.${outcome.kind}`)}
      </p>
      {outcome.kind === "signed-out" ? (
        <NewTab href="/sign-in?callbackUrl=/batches">{t("batches.upload.signInAgain")}</NewTab>
      ) : null}
      {outcome.kind === "unconfirmed" || outcome.kind === "failed" ? (
        <NewTab href="/batches">{t("batches.upload.showBatches")}</NewTab>
      ) : null}
      {requestId === null ? null : (
        <p className="mt-1 break-all font-mono text-xs">{t("common.reference", { requestId })}</p>
      )}
    </Callout>
  );
}

/** A new tab, since the file and its corrections are in this one. */
function NewTab({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <a href={href} target="_blank" rel="noopener" className="font-medium underline underline-offset-2">
      {children}
    </a>
  );
}
