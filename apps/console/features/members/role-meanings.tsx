import { ROLES } from "@silhouette/core/permission";
import type { AdminSettingsEditors } from "@silhouette/core/settings";
import { useTranslations } from "next-intl";

/** What each role may do in this client, for who chooses among them. */
export function RoleMeanings({ editors }: { readonly editors: AdminSettingsEditors }) {
  const t = useTranslations();
  return (
    <details className="text-sm">
      <summary className="link w-fit cursor-pointer">{t("users.roleMeansTitle")}</summary>
      <dl className="mt-3 grid max-w-prose gap-x-4 gap-y-1.5 sm:grid-cols-[auto_1fr]">
        {ROLES.map((role) => (
          <div key={role} className="sm:contents">
            <dt className="whitespace-nowrap font-medium">{t(`common.role.${role}`)}</dt>
            <dd className="text-muted">{t(`users.roleMeans.${role}`, { editors })}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
