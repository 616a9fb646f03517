"use client";

import type { IdKind } from "@silhouette/core/identity";
import { useTranslations } from "next-intl";
import { useActionState, useEffect, useEffectEvent } from "react";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { Refused } from "@/components/ui/refused";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { useToast } from "@/components/ui/toaster";
import { setAttributeAction } from "./actions";
import type { ProfileView } from "./queries";

type Props = {
  readonly clientCode: string;
  readonly by: IdKind;
  readonly id: string;
  readonly attributes: ProfileView["attributes"];
  readonly mayChange: boolean;
};

/** Every attribute with its value and its time; the values are fields of a form for who may change them. */
export function AttributeTable(props: Props) {
  const t = useTranslations("profiles");
  const { attributes, mayChange } = props;
  return (
    <div className="flex flex-col gap-4">
      {attributes.length === 0 ? (
        <p className="text-muted">{t("noAttributes")}</p>
      ) : (
        <Table label={t("attributeTable")}>
          <thead>
            <tr>
              <Th>{t("name")}</Th>
              <Th>{t("value")}</Th>
              <Th>{t("changed")}</Th>
              <Th>{t("origin")}</Th>
            </tr>
          </thead>
          <tbody>
            {attributes.map(({ name, value, modifiedAt, origin }) => (
              <Tr key={name}>
                <Td className="wrap-anywhere min-w-32 font-mono text-[0.8125rem]">{name}</Td>
                <Td className="min-w-64">
                  {mayChange ? (
                    <AttributeForm {...props} key={value} name={name} value={value} />
                  ) : (
                    <span className="wrap-anywhere">{value}</span>
                  )}
                </Td>
                <Td className="whitespace-nowrap">
                  <Moment at={modifiedAt} format="seconds" />
                </Td>
                <Td>{t(`origins.${origin ?? "unknown"}`)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {mayChange ? (
        <section aria-labelledby="add-attribute">
          <h3 id="add-attribute" className="mb-2 font-medium">
            {t("addTitle")}
          </h3>
          <AttributeForm {...props} key={attributes.length} name={null} value="" />
        </section>
      ) : null}
    </div>
  );
}

type FormProps = Omit<Props, "attributes" | "mayChange"> & {
  /** Null for a new attribute, whose name is asked for. */
  readonly name: string | null;
  readonly value: string;
};

function AttributeForm({ clientCode, by, id, name, value }: FormProps) {
  const t = useTranslations();
  const toast = useToast();
  const [state, submit, isPending] = useActionState(setAttributeAction, { kind: "idle" });

  const announce = useEffectEvent((saved: string) =>
    toast({ subject: `attribute ${saved}`, tone: "success", title: t("profiles.saved", { name: saved }) }),
  );
  useEffect(() => {
    if (state.kind === "done") announce(state.value.name);
  }, [state]);

  return (
    <form action={submit}>
      <input type="hidden" name="clientCode" value={clientCode} />
      <input type="hidden" name="by" value={by} />
      <input type="hidden" name="id" value={id} />
      <div className="flex flex-wrap gap-2">
        {name === null ? (
          <input
            name="name"
            required
            aria-label={t("profiles.name")}
            placeholder={t("profiles.name")}
            className={inputLook}
          />
        ) : (
          <input type="hidden" name="name" value={name} />
        )}
        <input
          name="value"
          required
          defaultValue={value}
          aria-label={name === null ? t("profiles.value") : t("profiles.valueOf", { name })}
          placeholder={t("profiles.value")}
          className={`${inputLook} grow`}
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
    </form>
  );
}

const inputLook =
  "min-h-8 min-w-32 rounded-md border border-line-strong bg-raised px-2.5 py-1 text-ink text-sm placeholder:text-muted";
