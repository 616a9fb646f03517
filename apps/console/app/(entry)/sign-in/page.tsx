import type { Metadata } from "next";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NotSetUp, SignInForm } from "@/features/sign-in/sign-in-form";
import { liveDependencies } from "@/server/live-dependencies";
import { isSecureRequest, readRequestContext, toReference } from "@/server/request-context";
import { toSafePath } from "@/server/safe-path";
import { prepareSignInPath, readCsrfToken, SIGN_IN_ERRORS, SIGN_IN_SOURCES } from "@/server/sign-in";
import { getPendingSignIn, getSession } from "@/server/signed-in";

type Props = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("pageTitle") };
}

/** A form that needs no scripts: next-auth takes it, and checks the token in it against the cookie of the same name. */
export default async function SignInPage({ searchParams }: Props) {
  const parameters = await searchParams;
  const callbackUrl = typeof parameters.callbackUrl === "string" ? toSafePath(parameters.callbackUrl) : null;
  const error = SIGN_IN_ERRORS.find((known) => known === parameters.error) ?? null;
  const reference = error === null ? null : toReference(parameters.reference);
  const from = SIGN_IN_SOURCES.find((known) => known === parameters.from) ?? null;
  if ((await getSession()) !== null) redirect(callbackUrl ?? "/");

  if ((await getPendingSignIn()) !== null && error === null) {
    redirect(`/sign-in/second-factor?${new URLSearchParams({ callbackUrl: callbackUrl ?? "/" })}`);
  }

  const { stores, environment, mailer } = liveDependencies();
  if (!(await stores.members.hasSysadmin())) return <NotSetUp />;
  const { headers } = await readRequestContext();
  const isSecure = isSecureRequest(headers, environment.publicConsoleUrl);
  const csrfToken = readCsrfToken(await cookies(), environment.authSecret, isSecure);
  // next-auth sets the cookie and leads back here with a mark, so that a browser without cookies does not go round.
  if (csrfToken === null && parameters.cookies !== "set") {
    redirect(prepareSignInPath(callbackUrl ?? "/", { from, error, reference }));
  }
  return (
    <SignInForm
      csrfToken={csrfToken}
      callbackUrl={callbackUrl}
      error={error}
      reference={reference}
      from={from}
      providerName={environment.oidc?.name}
      hasMail={mailer !== null}
    />
  );
}
