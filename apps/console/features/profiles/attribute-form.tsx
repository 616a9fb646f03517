"use client";

import type { IdKind } from "@silhouette/core/identity";
import { useTranslations } from "next-intl";
import { useActionState, useEffect, useEffectEvent, useRef, useState } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Refused } from "@/components/ui/refused";
import { useToast } from "@/components/ui/toaster";
import { setAttributeAction } from "./actions";

type Props = {
  readonly clientCode: string;
  readonly by: IdKind;
  readonly id: string;
  /** Null for a new attribute, whose name is asked for. */
  readonly name: string | null;
  readonly value: string;
};

/** One attribute to be changed, or a new one to be added. It stays in its place through saving and refusal. */
export function AttributeForm({ clientCode, by, id, name, value }: Props) {
  const t = useTranslations();
  const toast = useToast();
  const form = useRef<HTMLFormElement>(null);
  const [state, submit, isPending] = useActionState(setAttributeAction, { kind: "idle" });
  const refusal = state.kind === "refused" ? state.refusal : null;
  const typed = state.kind === "refused" ? state.typed : undefined;

  const announce = useEffectEvent((saved: string) => {
    toast({ subject: `attribute ${saved}`, tone: "success", title: t("profiles.saved", { name: saved }) });
    if (name !== null) return;
    // Added: it stands in the table now, and the fields are for the next one.
    form.current?.reset();
    form.current?.querySelector<HTMLInputElement>("[name=name]")?.focus();
  });
  useEffect(() => {
    if (state.kind === "done") announce(state.value.name);
    if (state.kind === "refused") form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [state]);

  return (
    <ActionForm ref={form} state={state} submit={submit} clientCode={clientCode}>
      <input type="hidden" name="by" value={by} />
      <input type="hidden" name="id" value={id} />
      <div className="flex flex-wrap items-start gap-2">
        {name === null ? (
          <input
            name="name"
            required
            aria-label={t("profiles.name")}
            aria-invalid={refusal === "invalid-name" || undefined}
            placeholder={t("profiles.name")}
            defaultValue={typed?.name}
            className={inputLook}
          />
        ) : (
          <input type="hidden" name="name" value={name} />
        )}
        <ValueField
          value={typed?.value ?? value}
          label={name === null ? t("profiles.value") : t("profiles.valueOf", { name })}
          isInvalid={refusal === "invalid-value" || refusal === "too-large"}
        />
        <Button type="submit" size="small" aria-busy={isPending}>
          {t(name === null ? "profiles.add" : "common.save")}
        </Button>
      </div>
      {state.kind === "refused" ? (
        <Refused
          state={state}
          own={{
            "not-found": t("profiles.refusal.not-found"),
            "too-large": t("profiles.refusal.too-large"),
            "invalid-name": t("profiles.refusal.invalid-name"),
            "invalid-value": t("profiles.refusal.invalid-value"),
          }}
        />
      ) : null}
    </ActionForm>
  );
}

/** About as many characters as a field of the table shows at once. */
const lineCharacters = 40;
/** A longer value scrolls in its field. */
const linesMax = 8;

type ValueProps = { readonly value: string; readonly label: string; readonly isInvalid: boolean };

/** A field of one line would drop the line ends of a value, and shows little of a long one. */
function ValueField({ value, label, isInvalid }: ValueProps) {
  const t = useTranslations("profiles");
  // As the value was at first: a field that becomes another one while somebody is in it loses the focus.
  const [lines] = useState(() => countLines(value));
  const common = {
    name: "value",
    required: true,
    defaultValue: value,
    "aria-label": label,
    "aria-invalid": isInvalid || undefined,
    placeholder: t("value"),
    className: `${inputLook} grow`,
  } as const;
  return lines === 1 ? <input {...common} /> : <textarea {...common} rows={Math.min(lines, linesMax)} />;
}

const countLines = (value: string): number =>
  value.split(/\r\n?|\n/).reduce((sum, { length }) => sum + Math.max(1, Math.ceil(length / lineCharacters)), 0);

const inputLook =
  "min-h-8 min-w-32 rounded-md border border-line-strong bg-raised px-2.5 py-1 text-ink text-sm placeholder:text-muted aria-invalid:border-danger";
