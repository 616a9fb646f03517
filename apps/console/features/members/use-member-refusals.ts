import type { EmailRefusal, UnlinkRefusal } from "@silhouette/core/member";
import { useTranslations } from "next-intl";
import type { ResetRefusal } from "./commands";

/** Why an act on a member did nothing, beside what any action may refuse. */
export type MemberActRefusal = EmailRefusal | UnlinkRefusal | ResetRefusal | "disabled" | "unknown-workspace";

/** What to say to each of them. */
export function useMemberRefusals(): Readonly<Record<MemberActRefusal, string>> {
  const t = useTranslations("users.refusal");
  return {
    "not-found": t("not-found"),
    "beyond-reach": t("beyond-reach"),
    "last-sysadmin": t("last-sysadmin"),
    "email-taken": t("email-taken"),
    "not-joined": t("not-joined"),
    disabled: t("disabled"),
    off: t("off"),
    oneself: t("oneself"),
    "unknown-workspace": t("unknown-workspace"),
  };
}
