"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Select } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { useRefusedField } from "@/components/ui/refused-fields";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import { MAXIMUM, ON_A_DAY } from "./expiry-choices";

/** Days of a new token that nobody has thought about: long enough to work with, short enough to be looked at again. */
const usualDays = 90;

type Props = {
  readonly presets: readonly number[];
  readonly days: { readonly first: string; readonly last: string };
};

/** When a new token ends. Without scripts the day is always there, and counts where it is chosen. */
export function ExpiryFields({ presets, days }: Props) {
  const t = useTranslations("tokens.create");
  const isHydrated = useIsHydrated();
  const maximum = presets.at(-1) ?? usualDays;
  const { typed } = useRefusedField("expiry");
  const [choice, setChoice] = useState(typed ?? (maximum > usualDays ? String(usualDays) : MAXIMUM));
  return (
    <>
      <Select
        name="expiry"
        label={t("expiry")}
        value={choice}
        onChange={({ target }) => setChoice(target.value)}
        options={[
          ...presets.slice(0, -1).map((count) => ({ value: String(count), label: t("days", { days: count }) })),
          { value: MAXIMUM, label: t("maximum", { days: maximum }) },
          { value: ON_A_DAY, label: t("onDay") },
        ]}
      />
      {isHydrated && choice !== ON_A_DAY ? null : (
        <Field
          name="expiresOn"
          label={t("day")}
          hint={t("dayHint")}
          type="date"
          min={days.first}
          max={days.last}
          required={isHydrated}
          className="w-auto self-start"
        />
      )}
    </>
  );
}
