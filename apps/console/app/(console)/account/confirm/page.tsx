import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { buttonStyle } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { PageHeader } from "@/components/ui/page-header";
import { Reference } from "@/components/ui/reference";
import { ConfirmForm } from "@/features/account/confirm-form";
import { liveDependencies } from "@/server/live-dependencies";
import { toReference } from "@/server/request-context";
import { toSafePath } from "@/server/safe-path";
import { confirmIdentityPath, requireSignedIn } from "@/server/signed-in";

type Props = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What a sign-in at the provider may have come back with. */
const PROVIDER_ERRORS = ["signed-out", "other-person", "provider-failed", "provider-denied"] as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account.confirm");
  return { title: t("title") };
}

/** Where members prove anew who they are, before tokens and sign-in settings change. */
export default async function ConfirmPage({ searchParams }: Props) {
  const parameters = await searchParams;
  const callbackUrl = toSafePath(typeof parameters.callbackUrl === "string" ? parameters.callbackUrl : "/account");
  const error = PROVIDER_ERRORS.find((known) => known === parameters.error) ?? null;
  const reference = error === null ? null : toReference(parameters.reference);
  const { session } = await requireSignedIn(confirmIdentityPath(callbackUrl));
  const { stores, environment } = liveDependencies();
  const { hasPassword, hasIdentity, secondFactor } = await stores.secondFactors.read(session.member.id);
  const atProvider = environment.oidc !== null && hasIdentity;
  const t = await getTranslations("account.confirm");
  return (
    <div className="flex max-w-md flex-col gap-5">
      <PageHeader title={t("title")} description={t("text")} />
      {error === null ? null : (
        <Callout tone="danger" role="alert">
          <p>{t(`error.${error}`)}</p>
          {reference === null ? null : <Reference id={reference} />}
        </Callout>
      )}
      {hasPassword ? (
        <ConfirmForm email={session.member.email} callbackUrl={callbackUrl} hasSecondFactor={secondFactor === "on"} />
      ) : null}
      {atProvider ? (
        // No Link: fetched ahead, it would begin a sign-in that nobody asked for.
        <a
          href={`/api/auth/oidc?${new URLSearchParams({ purpose: "confirm", callbackUrl })}`}
          className={buttonStyle({ tone: hasPassword ? "secondary" : "primary" })}
        >
          {t("provider")}
        </a>
      ) : null}
      {hasPassword || atProvider ? null : <Callout tone="warning">{t("noWay")}</Callout>}
    </div>
  );
}
