import { TOKEN_SURFACES } from "@silhouette/core/token";
import type { TokenDetails } from "@silhouette/core/token-administration";
import { useTranslations } from "next-intl";

/** What a token is called: the account's own has no name of its own. */
export function TokenName({ name }: Pick<TokenDetails, "name">) {
  const t = useTranslations("tokens");
  return name ?? t("accountToken");
}

/** The parts of the Profile API that a token opens. */
export function TokenOpens({ scope, surfaces }: Pick<TokenDetails, "scope" | "surfaces">) {
  const t = useTranslations("tokens");
  if (scope === "debug_tools") return t("details.debugTools");
  if (surfaces.length === TOKEN_SURFACES.length) return t("everything");
  return (
    <ul>
      {surfaces.map((surface) => (
        <li key={surface}>{t(`surface.${surface}`)}</li>
      ))}
    </ul>
  );
}
