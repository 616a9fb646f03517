"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card, CardRow } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { isCommonRefusal, Refused } from "@/components/ui/refused";
import { changeSecondFactorAction } from "./actions";
import type { EnrolmentView } from "./queries";

type Props = {
  readonly isOn: boolean;
  readonly recoveryCodesLeft: number;
  /** The authenticator that waits to be confirmed. */
  readonly enrolment: EnrolmentView | null;
  readonly passwordCharactersMin: number;
};

/**
 * The page follows what is stored; the one action's state adds what is shown once. So it works without scripts, and a
 * wrong code does not lose the key that was scanned.
 */
export function SecondFactor({ isOn, recoveryCodesLeft, enrolment, passwordCharactersMin: min }: Props) {
  const t = useTranslations("account.secondFactor");
  const [state, submit, isPending] = useActionState(changeSecondFactorAction, { kind: "idle" });
  const change = state.kind === "done" ? state.value : null;
  const form = { submit, isPending };
  return (
    <div className="flex flex-col gap-6">
      {change?.kind === "turned-off" ? (
        <Callout tone="success" role="status">
          {t("turnedOff")}
        </Callout>
      ) : null}
      {state.kind === "refused" ? (
        isCommonRefusal(state.refusal) ? (
          <Refused className="mt-0" state={{ refusal: state.refusal, requestId: state.requestId }} />
        ) : (
          <Callout tone="danger" role="alert">
            {t(`error.${state.refusal}`, { min })}
          </Callout>
        )
      ) : null}
      {change?.kind === "codes" ? (
        <RecoveryCodes codes={change.codes} {...form} />
      ) : isOn ? (
        <SwitchedOn left={recoveryCodesLeft} min={min} {...form} />
      ) : enrolment === null ? (
        <StepForm step="begin" {...form}>
          <Button type="submit" tone="primary" disabled={isPending}>
            {t("begin")}
          </Button>
        </StepForm>
      ) : (
        <Enrolment enrolment={enrolment} {...form} />
      )}
    </div>
  );
}

type FormProps = { readonly submit: (form: FormData) => void; readonly isPending: boolean };

function StepForm({
  step,
  submit,
  children,
}: Pick<FormProps, "submit"> & { readonly step: string; readonly children: React.ReactNode }) {
  return (
    <form action={submit} className="flex max-w-md flex-col items-start gap-4">
      <input type="hidden" name="step" value={step} />
      {children}
    </form>
  );
}

function Enrolment({ enrolment, ...form }: FormProps & { readonly enrolment: EnrolmentView }) {
  const t = useTranslations("account.secondFactor");
  const { secret, qr } = enrolment;
  /** Light modules around the code, which scanners need (ISO/IEC 18004). */
  const quiet = 4;
  return (
    <Card id="enrolment" title={t("scanTitle")} description={t("scan")}>
      <CardRow className="flex flex-wrap items-start gap-6">
        {/* Dark on light in every theme: many scanners read nothing else. */}
        <svg
          role="img"
          aria-label={t("qr")}
          viewBox={`${-quiet} ${-quiet} ${qr.size + 2 * quiet} ${qr.size + 2 * quiet}`}
          className="size-48 shrink-0 rounded-md border border-line"
          shapeRendering="crispEdges"
        >
          <rect x={-quiet} y={-quiet} width="100%" height="100%" fill="white" />
          <path d={qr.path} fill="black" />
        </svg>
        <div className="flex min-w-0 grow flex-col gap-5">
          <div>
            <p className="font-medium">{t("key")}</p>
            <p className="mt-1 break-all font-mono" data-testid="totp-key">
              {secret.replaceAll(/(.{4})(?=.)/g, "$1 ")}
            </p>
            <CopyButton text={secret} label={t("copyKey")} />
          </div>
          <StepForm step="confirm" submit={form.submit}>
            <Field
              name="code"
              label={t("code")}
              inputMode="numeric"
              autoComplete="one-time-code"
              className="font-mono"
              maxLength={10}
              required
            />
            <Button type="submit" tone="primary" disabled={form.isPending}>
              {t("confirm")}
            </Button>
          </StepForm>
          <StepForm step="begin" submit={form.submit}>
            <Button type="submit" tone="quiet" size="small" disabled={form.isPending}>
              {t("again")}
            </Button>
          </StepForm>
        </div>
      </CardRow>
    </Card>
  );
}

function RecoveryCodes({ codes, ...form }: FormProps & { readonly codes: readonly string[] }) {
  const t = useTranslations("account.secondFactor");
  return (
    <Card id="recovery-codes" title={t("codesTitle")} description={t("codesText")}>
      <CardRow className="flex flex-col items-start gap-4">
        <ol className="grid gap-x-8 gap-y-1 font-mono sm:grid-cols-2">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
        <CopyButton text={codes.join("\n")} label={t("copyCodes")} />
        <StepForm step="codes-saved" submit={form.submit}>
          <Button type="submit" tone="primary" disabled={form.isPending}>
            {t("codesSaved")}
          </Button>
        </StepForm>
      </CardRow>
    </Card>
  );
}

function SwitchedOn({ left, min, ...form }: FormProps & { readonly left: number; readonly min: number }) {
  const t = useTranslations("account.secondFactor");
  return (
    <>
      <Card id="on" title={t("onTitle")} description={t("left", { count: left })}>
        <CardRow>
          <p className="mb-3 text-muted">{t("renewText")}</p>
          <StepForm step="renew" submit={form.submit}>
            <Button type="submit" disabled={form.isPending}>
              {t("renew")}
            </Button>
          </StepForm>
        </CardRow>
      </Card>
      <Card id="off" title={t("offTitle")} description={t("offText", { min })}>
        <CardRow>
          <StepForm step="turn-off" submit={form.submit}>
            <Field
              name="currentPassword"
              label={t("password")}
              type="password"
              autoComplete="current-password"
              required
            />
            <Button type="submit" tone="danger" disabled={form.isPending}>
              {t("turnOff")}
            </Button>
          </StepForm>
        </CardRow>
      </Card>
    </>
  );
}
