import { useTranslations } from "next-intl";
import type { CredentialView } from "./queries";

/** The role of a credential, and where it holds. */
export function CredentialReach({ grant }: Pick<CredentialView, "grant">) {
  const t = useTranslations();
  const { role, clientId, workspaceName, isDefaultWorkspace } = grant;
  const reach =
    clientId === null
      ? t("credentials.reachInstallation")
      : workspaceName === null
        ? t("credentials.reachClient")
        : t(isDefaultWorkspace === true ? "credentials.reachDefaultWorkspace" : "credentials.reachWorkspace", {
            name: workspaceName,
          });
  return (
    <>
      <span className="block">{t(`common.role.${role}`)}</span>
      <span className="wrap-anywhere block text-muted text-xs">{reach}</span>
    </>
  );
}
