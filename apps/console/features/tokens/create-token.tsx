"use client";

import type { TokenSurface } from "@silhouette/core/token";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Check, Select } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Refused } from "@/components/ui/refused";
import { useRefusedField } from "@/components/ui/refused-fields";
import { createTokenAction } from "./actions";
import { ExpiryFields } from "./expiry-fields";
import { RevealToken } from "./reveal-token";

type Props = {
  readonly clientCode: string;
  /** All that a token can open: given, as the module that knows them hashes too. */
  readonly surfaces: readonly TokenSurface[];
  /** Lives to choose from, in days; the last one is the longest that the account allows. */
  readonly presets: readonly number[];
  readonly days: { readonly first: string; readonly last: string };
  readonly workspaces: readonly { readonly id: string; readonly name: string }[];
};

/** Asks for what a named token needs, and shows it once it is made. */
export function CreateToken({ clientCode, surfaces, presets, days, workspaces }: Props) {
  const t = useTranslations("tokens");
  const [state, submit, isPending] = useActionState(createTokenAction, { kind: "idle" });

  return (
    <>
      <ActionForm state={state} submit={submit} clientCode={clientCode} className="flex max-w-xl flex-col gap-5">
        <Field
          name="name"
          label={t("create.name")}
          hint={t("create.nameHint")}
          error={state.kind === "refused" && state.refusal === "name-taken" ? t("refusal.name-taken") : undefined}
          autoComplete="off"
          maxLength={64}
          required
        />
        <SurfaceBoxes surfaces={surfaces} />
        <ExpiryFields presets={presets} days={days} />
        <Select
          name="workspaceId"
          label={t("create.workspace")}
          hint={t("create.workspaceHint")}
          options={[
            { value: "", label: t("create.wholeClient") },
            ...workspaces.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Field name="note" label={t("create.note")} hint={t("create.noteHint")} autoComplete="off" maxLength={500} />
        <Button type="submit" tone="primary" className="self-start max-sm:w-full" isPending={isPending}>
          {t(isPending ? "create.pending" : "create.submit")}
        </Button>
      </ActionForm>
      {state.kind === "refused" && state.refusal !== "name-taken" ? (
        <Refused
          state={{ refusal: state.refusal, requestId: state.requestId }}
          own={{
            "unknown-workspace": t("refusal.unknown-workspace"),
            "expiry-past": t("refusal.expiry-past"),
            "expiry-too-late": t("refusal.expiry-too-late"),
          }}
        />
      ) : null}
      {state.kind === "done" ? <RevealToken text={state.value.text} tokenId={state.value.tokenId} /> : null}
    </>
  );
}

/** What the token opens: one box for each, of which one at least is ticked. */
function SurfaceBoxes({ surfaces }: Pick<Props, "surfaces">) {
  const t = useTranslations("tokens");
  const { isRefused } = useRefusedField("surfaces");
  return (
    <fieldset aria-describedby={isRefused ? "surfaces-error" : undefined} className="flex flex-col gap-2.5">
      <legend className="mb-2 font-medium text-sm">{t("create.opens")}</legend>
      {surfaces.map((surface) => (
        <Check
          key={surface}
          name={`surface.${surface}`}
          defaultChecked
          label={t(`surface.${surface}`)}
          hint={t(`surfaceHint.${surface}`)}
        />
      ))}
      {isRefused ? (
        <p id="surfaces-error" role="alert" className="text-danger-ink text-sm">
          {t("create.noSurface")}
        </p>
      ) : null}
    </fieldset>
  );
}
