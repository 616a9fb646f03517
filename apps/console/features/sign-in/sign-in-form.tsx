import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button, buttonStyle } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Reference } from "@/components/ui/reference";
import type { SignInError, SignInSource } from "@/server/sign-in";

type Props = {
  /** Null when the browser refuses cookies. */
  readonly csrfToken: string | null;
  /** Null: next-auth remembers in a cookie where the visitor was going. */
  readonly callbackUrl: string | null;
  readonly error: SignInError | null;
  /** Of the request that failed, where something went wrong on our side. */
  readonly reference: string | null;
  readonly from: SignInSource | null;
  /** What the button of the OIDC provider says; null for the page's own words; undefined without a provider. */
  readonly providerName: string | null | undefined;
  /** Whether a mail server can send links to those who forgot their password. */
  readonly hasMail: boolean;
};

/** What the page says to whom, on the way from elsewhere. */
const WELCOMES = {
  setup: "fromSetup",
  "sign-out": "signedOut",
  invitation: "fromInvitation",
  "password-reset": "fromPasswordReset",
} as const satisfies Record<SignInSource, string>;

export function SignInForm({ csrfToken, callbackUrl, error, reference, from, providerName, hasMail }: Props) {
  const t = useTranslations("signIn");
  const atProvider = `/api/auth/oidc?${new URLSearchParams({ callbackUrl: callbackUrl ?? "/" })}`;
  return (
    <div className="flex flex-col gap-5">
      <div>
        <h1 className="font-semibold text-xl">{t("title")}</h1>
        <p className="mt-1 text-muted">{t("text")}</p>
      </div>
      {csrfToken === null ? <Callout tone="danger">{t("cookiesBlocked")}</Callout> : null}
      {error === null ? null : (
        <Callout tone="danger" role="alert">
          <p>{t(`error.${error}`)}</p>
          {reference === null ? null : <Reference id={reference} />}
        </Callout>
      )}
      {from === null || error !== null ? null : <Callout tone="success">{t(WELCOMES[from])}</Callout>}
      <form method="post" action="/api/auth/callback/credentials" className="flex flex-col gap-4">
        <input type="hidden" name="csrfToken" value={csrfToken ?? ""} />
        {callbackUrl === null ? null : <input type="hidden" name="callbackUrl" value={callbackUrl} />}
        <Field
          name="email"
          label={t("email")}
          type="email"
          autoComplete="username"
          required
          autoFocus
          maxLength={254}
        />
        <Field name="password" label={t("password")} type="password" autoComplete="current-password" required />
        <Button type="submit" tone="primary" className="mt-1" disabled={csrfToken === null}>
          {t("submit")}
        </Button>
        {hasMail ? (
          <Link href="/forgotten-password" className="self-start text-sm underline underline-offset-2">
            {t("forgotPassword")}
          </Link>
        ) : null}
      </form>
      {providerName === undefined ? null : (
        // No Link: fetched ahead, it would begin a sign-in that nobody asked for.
        <a href={atProvider} className={buttonStyle({ tone: "secondary" })}>
          {providerName ?? t("provider")}
        </a>
      )}
    </div>
  );
}

/** Stands in for the form until there is somebody who could sign in. */
export function NotSetUp() {
  const t = useTranslations("signIn");
  return (
    <div className="flex flex-col gap-5">
      <h1 className="font-semibold text-xl">{t("title")}</h1>
      <Callout tone="info">{t("notSetUp")}</Callout>
      <Link href="/setup" className={buttonStyle({ tone: "primary" })}>
        {t("enterCode")}
      </Link>
    </div>
  );
}
