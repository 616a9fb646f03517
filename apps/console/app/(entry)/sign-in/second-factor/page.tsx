import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SecondFactorForm } from "@/features/sign-in/second-factor-form";
import { toSafePath } from "@/server/safe-path";
import { getPendingSignIn, getSession } from "@/server/signed-in";

type Props = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.secondFactor");
  return { title: t("pageTitle") };
}

/** Between password and session. Of no use without the cookie of the first step. */
export default async function SecondFactorPage({ searchParams }: Props) {
  const { callbackUrl: given, with: kind } = await searchParams;
  const callbackUrl = toSafePath(typeof given === "string" ? given : null);
  if ((await getSession()) !== null) redirect(callbackUrl);
  const pending = await getPendingSignIn();
  if (pending === null) redirect(`/sign-in?${new URLSearchParams({ callbackUrl, error: "expired" })}`);
  return <SecondFactorForm email={pending.email} callbackUrl={callbackUrl} isRecovery={kind === "recovery-code"} />;
}
