import { useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import { ConfirmIdentityLink } from "@/components/ui/confirm-identity-link";

/** Asks for a recent sign-in before a form is filled in, rather than after: what was written would be lost on the way. */
export function ConfirmFirst() {
  const t = useTranslations("tokens");
  return (
    <Callout tone="info">
      <p>{t("confirmFirst")}</p>
      <ConfirmIdentityLink />
    </Callout>
  );
}
