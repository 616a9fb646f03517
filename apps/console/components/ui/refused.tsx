import { useTranslations } from "next-intl";
import type { CommonRefusal } from "@/server/authorized-action";
import { Callout } from "./callout";
import { classNames } from "./class-names";
import { ConfirmIdentityLink } from "./confirm-identity-link";
import { SignInLink } from "./sign-in-link";

/** Refusals that any action may give; all others belong to a form and stand in its own words. */
const COMMON: readonly string[] = [
  "signed-out",
  "forbidden",
  "confirm-identity",
  "confirmation-required",
  "invalid-input",
  "failed",
] satisfies readonly CommonRefusal[];

export const isCommonRefusal = (refusal: string): refusal is CommonRefusal => COMMON.includes(refusal);

type Props<Own extends string> = {
  readonly state: { readonly refusal: Own | CommonRefusal; readonly requestId: string };
  readonly className?: string;
} & ([Exclude<Own, CommonRefusal>] extends [never]
  ? { readonly own?: Readonly<Record<string, never>> }
  : {
      /** What to say to the refusals that only this act gives. */
      readonly own: Readonly<Record<Exclude<Own, CommonRefusal>, string>>;
    });

/** Why an act did nothing, what to do now, and the number to find it by in the logs. */
export function Refused<Own extends string = never>({ state, own, className }: Props<Own>) {
  const t = useTranslations();
  const { refusal, requestId }: { readonly refusal: string; readonly requestId: string } = state;
  const common = isCommonRefusal(refusal) ? refusal : null;
  // The question itself stands on the page.
  if (common === "confirmation-required") return null;
  const texts = new Map<string, string>(Object.entries(own ?? {}));
  return (
    <Callout tone="danger" role="alert" className={classNames("mt-3 basis-full", className)}>
      <p>{texts.get(refusal) ?? (common === null ? null : t(`errors.${common}`))}</p>
      {refusal === "confirm-identity" ? <ConfirmIdentityLink /> : null}
      {refusal === "signed-out" ? <SignInLink /> : null}
      {common === null ? null : (
        <p className="mt-1 break-all font-mono text-xs">{t("common.reference", { requestId })}</p>
      )}
    </Callout>
  );
}
