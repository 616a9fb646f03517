import { lastChangeOf } from "@silhouette/core/setting-stamps";
import { useTranslations } from "next-intl";
import { Moment } from "@/components/ui/moment";
import type { ImplementationView } from "./queries";

/** Where the page itself names each setting: what is said of one uses the same words. */
const LABELS = {
  requireAuthentication: "profileApi.requireAuthentication",
  profileLifetimeDays: "methods.profileLifetime",
  profileApiAuthScope: "access.scope",
  tokenLifetimeDays: "access.tokenLifetime",
  tokenGraceSeconds: "access.grace",
  noticeWebhookUrl: "access.webhook",
  adminSettingsEditors: "access.editors",
  auditRetentionDays: "access.auditRetention",
  strictStatus: "compatibility.strictStatus",
  v2OverridesUnvisited: "compatibility.v2Overrides",
  quotasEnabled: "compatibility.quotas",
  batchRetentionDays: "compatibility.batchRetention",
  allowedOrigins: "compatibility.allowedOrigins",
  ipObfuscation: "privacy.obfuscate",
  locale: "defaults.locale",
  timeZone: "defaults.timeZone",
} as const;
type Shown = keyof typeof LABELS;

type Props = { readonly of: readonly Shown[]; readonly stamps: ImplementationView["stamps"] };

/** Which of these settings somebody changed last, who and when. */
export function LastChange({ of, stamps }: Props) {
  const t = useTranslations("implementation");
  const change = lastChangeOf(of, stamps);
  if (change === null) return null;
  const { kind } = change;
  return (
    <p className="wrap-anywhere mt-2 text-muted text-xs">
      {kind === "never"
        ? t("lastChange.never")
        : kind === "unnamed"
          ? t.rich("lastChange.unnamed", { when: () => <Moment at={change.at} />, who: change.by })
          : t.rich("lastChange.noted", {
              when: () => <Moment at={change.at} />,
              who: change.by,
              setting: t(LABELS[change.name]),
            })}
    </p>
  );
}
