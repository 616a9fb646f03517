"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card, CardRow } from "@/components/ui/card";
import { Confirm } from "@/components/ui/confirm";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { focusHeading } from "@/components/ui/focus-heading";
import { isCommonRefusal, Refused } from "@/components/ui/refused";
import { RevealSecret } from "@/components/ui/reveal-secret";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import type { ActionState } from "@/server/authorized-action";
import { changeSecondFactorAction } from "./actions";
import type { EnrolmentView } from "./queries";

type Props = {
  readonly isOn: boolean;
  readonly recoveryCodesLeft: number;
  /** The authenticator that waits to be confirmed. */
  readonly enrolment: EnrolmentView | null;
  readonly passwordCharactersMin: number;
};

/** Every round begins anew once its recovery codes have been saved, so that they do not stay in memory. */
export function SecondFactor(props: Props) {
  const [round, setRound] = useState(0);

  useEffect(() => {
    // The dialog that has just closed had the focus, and what opened it may be gone with the round.
    if (round > 0) focusHeading();
  }, [round]);

  return <Round key={round} {...props} onSaved={() => setRound(round + 1)} />;
}

/**
 * The page follows what is stored; the one action's state adds what is shown once. So it works without scripts, and a
 * wrong code does not lose the key that was scanned.
 */
function Round(props: Props & { readonly onSaved: () => void }) {
  const { isOn, recoveryCodesLeft, enrolment, passwordCharactersMin: min, onSaved } = props;
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
      {change?.kind === "codes" ? <RecoveryCodes codes={change.codes} onSaved={onSaved} /> : null}
      {isOn ? (
        <SwitchedOn left={recoveryCodesLeft} min={min} state={state} {...form} />
      ) : enrolment === null ? (
        <StepForm step="begin" {...form}>
          <Button type="submit" tone="primary" isPending={isPending}>
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
            <Button type="submit" tone="primary" isPending={form.isPending}>
              {t("confirm")}
            </Button>
          </StepForm>
          <StepForm step="begin" submit={form.submit}>
            <Button type="submit" tone="quiet" size="small" isPending={form.isPending}>
              {t("again")}
            </Button>
          </StepForm>
        </div>
      </CardRow>
    </Card>
  );
}

function RecoveryCodes({ codes, onSaved }: { readonly codes: readonly string[]; readonly onSaved: () => void }) {
  const t = useTranslations("account.secondFactor");
  return (
    <RevealSecret
      isDialog={useIsHydrated()}
      title={t("codesTitle")}
      explanation={t("codesText")}
      savedLabel={t("codesSaved")}
      savedFirst={t("codesSavedFirst")}
      nextHref="/account/second-factor"
      onSaved={onSaved}
    >
      <ol className="grid select-all gap-x-8 gap-y-1 rounded-md border border-line bg-sunken px-3 py-2.5 font-mono sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div>
        <CopyButton text={codes.join("\n")} label={t("copyCodes")} tone="primary" />
      </div>
    </RevealSecret>
  );
}

type SwitchedOnProps = FormProps & {
  readonly left: number;
  readonly min: number;
  readonly state: ActionState<unknown, string>;
};

function SwitchedOn({ left, min, state, ...form }: SwitchedOnProps) {
  const t = useTranslations("account.secondFactor");
  return (
    <>
      <Card id="on" title={t("onTitle")} description={t("left", { count: left })}>
        <CardRow>
          <p className="mb-3 text-muted">{t("renewText")}</p>
          <Confirm
            label={t("renew")}
            title={t("renewTitle")}
            warning={t("renewText")}
            confirmLabel={t("renewConfirm")}
            state={state}
            action={form.submit}
            isPending={form.isPending}
          >
            <input type="hidden" name="step" value="renew" />
          </Confirm>
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
            <Button type="submit" tone="danger" isPending={form.isPending}>
              {t("turnOff")}
            </Button>
          </StepForm>
        </CardRow>
      </Card>
    </>
  );
}
