import Link from "next/link";
import { useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import { Card, CardRow } from "@/components/ui/card";
import { Moment } from "@/components/ui/moment";
import { ExpiresIn } from "./expires-in";
import { GenerateToken } from "./generate-token";
import { Impact } from "./impact";
import { LastChange } from "./last-change";
import type { ImplementationView, TokenView } from "./queries";
import { RequireAuthentication } from "./require-authentication";

type Props = { readonly view: ImplementationView; readonly edgeAddress: string };

export function ProfileApi({ view, edgeAddress }: Props) {
  const t = useTranslations("implementation");
  const { clientCode, requireAuthentication, token, previousWorksUntil, readAt } = view;
  return (
    <Card id="profile-api" title={t("profileApi.title")} description={t("profileApi.description")}>
      <CardRow>
        <RequireAuthentication
          clientCode={clientCode}
          isOn={requireAuthentication}
          isReadOnly={!view.mayWriteSettings}
        />
        <LastChange of={["requireAuthentication"]} stamps={view.stamps} />
        {view.hasWorkingToken ? null : (
          <Callout tone="warning" className="mt-4">
            {t(requireAuthentication ? "profileApi.warnNoToken" : "profileApi.warnBeforeOn")}
          </Callout>
        )}
      </CardRow>
      <CardRow>
        <Impact impact={view.impact} scope={view.authScope} isOn={requireAuthentication} />
      </CardRow>
      <CardRow>
        <h3 className="font-medium">{t("token.title")}</h3>
        {token === null ? (
          <p className="mt-1 text-muted">{t("token.none")}</p>
        ) : (
          <Token token={token} readAt={readAt} />
        )}
        {previousWorksUntil === null ? null : (
          <p className="mt-2.5 text-muted">
            {t.rich("token.previousWorksUntil", { when: () => <Moment at={previousWorksUntil} /> })}
          </p>
        )}
        <GenerateToken
          clientCode={clientCode}
          graceSeconds={view.tokenGraceSeconds}
          currentPublicId={token?.publicId ?? null}
          edgeAddress={edgeAddress}
          blockedBy={view.mayIssueToken ? (requireAuthentication ? null : "switch") : "role"}
        />
        <p className="mt-3">
          <Link href="/administration/tokens" className="link">
            {t("token.all")}
          </Link>
        </p>
      </CardRow>
    </Card>
  );
}

function Token({ token, readAt }: { readonly token: TokenView; readonly readAt: Date }) {
  const t = useTranslations("implementation.token");
  const rows = [
    {
      name: t("expiresIn"),
      value: (
        <>
          <ExpiresIn expiresAt={token.expiresAt} readAt={readAt} remaining={token.remaining} />
          <span className="block text-muted text-xs">
            {t.rich("expiresOn", { when: () => <Moment at={token.expiresAt} /> })}
          </span>
        </>
      ),
    },
    {
      name: t("created"),
      value: t.rich("createdBy", { when: () => <Moment at={token.createdAt} />, who: token.createdBy }),
    },
    { name: t("id"), value: <span className="font-mono text-[0.8125rem]">{token.publicId}</span> },
  ];
  return (
    <dl className="mt-3 flex flex-col gap-2.5">
      {rows.map(({ name, value }) => (
        <div key={name} className="sm:flex sm:items-baseline">
          <dt className="shrink-0 text-muted sm:w-48">{name}</dt>
          <dd className="wrap-anywhere min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
