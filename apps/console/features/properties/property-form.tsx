"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useEffectEvent } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Check, Select } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Refused } from "@/components/ui/refused";
import { useToast } from "@/components/ui/toaster";
import { createPropertyAction, replacePropertyAction } from "./actions";
import type { PropertyFormView } from "./queries";

type Props = { readonly clientCode: string; readonly view: PropertyFormView };

/** A new property; the list shows it then. */
export function CreateProperty({ clientCode, view }: Props) {
  const t = useTranslations("workspaces.property");
  const refusals = usePropertyRefusals();
  const [state, submit, isPending] = useActionState(createPropertyAction, { kind: "idle" });
  return (
    <ActionForm state={state} submit={submit} clientCode={clientCode} className="flex max-w-xl flex-col gap-5">
      <Fields view={view} />
      {state.kind === "refused" ? <Refused className="mt-0" state={state} own={refusals} /> : null}
      <Button type="submit" tone="primary" className="self-start max-sm:w-full" isPending={isPending}>
        {t("create")}
      </Button>
    </ActionForm>
  );
}

/** Everything of a property that people decide; its token stays. */
export function EditProperty({ clientCode, view }: Props) {
  const t = useTranslations("workspaces.property");
  const toast = useToast();
  const refusals = usePropertyRefusals();
  const [state, submit, isPending] = useActionState(replacePropertyAction, { kind: "idle" });

  const announce = useEffectEvent(() => toast({ subject: "property", tone: "success", title: t("saved") }));
  useEffect(() => {
    if (state.kind === "done") announce();
  }, [state]);

  return (
    <ActionForm state={state} submit={submit} clientCode={clientCode} className="flex max-w-xl flex-col gap-5">
      <input type="hidden" name="propertyId" value={view.property?.id} />
      <Fields view={view} />
      {state.kind === "refused" ? (
        <Refused className="mt-0" state={state} own={{ ...refusals, "not-found": t("refusal.not-found") }} />
      ) : null}
      <Button type="submit" tone="primary" className="self-start max-sm:w-full" isPending={isPending}>
        {t("save")}
      </Button>
    </ActionForm>
  );
}

function Fields({ view: { property, channels, workspaces, mayAssign } }: Pick<Props, "view">) {
  const t = useTranslations("workspaces.property");
  const isAssigned = (id: string, isDefault: boolean) => property?.workspaces.includes(id) ?? isDefault;
  return (
    <>
      <Field name="name" label={t("name")} defaultValue={property?.name} autoComplete="off" maxLength={250} required />
      <Field
        name="description"
        label={t("description")}
        defaultValue={property?.description}
        autoComplete="off"
        maxLength={1000}
      />
      <Select
        name="channel"
        label={t("channel")}
        defaultValue={property?.channel ?? "web"}
        options={channels.map((value) => ({ value, label: t(`channels.${value}`) }))}
      />
      <fieldset disabled={!mayAssign} className="flex flex-col gap-2.5">
        <legend className="mb-2 font-medium text-sm">{t("workspaces")}</legend>
        {mayAssign ? (
          // Says that no tick means no workspace, rather than that they stay as they are.
          <input type="hidden" name="assigns" value="on" />
        ) : (
          <p className="text-muted text-sm">{t("workspacesFixed")}</p>
        )}
        {workspaces.map(({ id, name, isDefault }) => (
          <Check key={id} name={`workspace.${id}`} label={name} defaultChecked={isAssigned(id, isDefault)} />
        ))}
      </fieldset>
    </>
  );
}

function usePropertyRefusals() {
  const t = useTranslations("workspaces.property.refusal");
  return {
    "name-taken": t("name-taken"),
    "unknown-workspace": t("unknown-workspace"),
    forbidden: t("forbidden"),
  } as const;
}
