import { Search } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button, buttonStyle } from "@/components/ui/button";
import { Select } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { choiceText } from "./action-text";

type Props = {
  /** What was written, as it was written. */
  readonly written: ReadonlyMap<string, string>;
  readonly actions: readonly string[];
  /** `installation`, or the id of a client that is gone; null for the log of the client that the pages show. */
  readonly log: string | null;
  /** Whose days are asked for: that of the times on the page. */
  readonly timeZone: string;
};

/** Narrows the log. The address holds what was asked for. */
export function AuditFilterForm({ written, actions, log, timeZone }: Props) {
  const t = useTranslations("audit");
  const text = (name: string) => written.get(name) ?? "";
  const common = { autoComplete: "off", spellCheck: false, maxLength: 200 } as const;
  return (
    <form
      action="/administration/audit"
      aria-label={t("filter.label")}
      className="grid items-start gap-3 rounded-lg border border-line bg-raised p-4 shadow-card sm:grid-cols-2 lg:grid-cols-3"
    >
      {log === null ? null : <input type="hidden" name="log" value={log} />}
      <Field
        name="from"
        type="date"
        label={t("filter.from")}
        hint={t("filter.dayHint", { timeZone })}
        defaultValue={day(text("from"))}
      />
      <Field
        name="to"
        type="date"
        label={t("filter.to")}
        hint={t("filter.dayHint", { timeZone })}
        defaultValue={day(text("to"))}
      />
      <Select
        name="action"
        label={t("filter.action")}
        defaultValue={text("action")}
        options={[
          { value: "", label: t("filter.anyAction") },
          ...actions.map((choice) => ({ value: choice, label: choiceText(t, choice) })),
        ]}
      />
      <Field name="actor" label={t("filter.actor")} defaultValue={text("actor")} {...common} />
      <Field name="address" label={t("filter.address")} defaultValue={text("address")} {...common} />
      <Field name="q" label={t("filter.q")} hint={t("filter.qHint")} defaultValue={text("q")} {...common} />
      <div className="flex gap-2 sm:col-span-2 lg:col-span-3">
        <Button type="submit">
          <Search aria-hidden className="size-4" />
          {t("filter.apply")}
        </Button>
        <Link
          href={log === null ? "/administration/audit" : `/administration/audit?log=${encodeURIComponent(log)}`}
          className={buttonStyle({ tone: "quiet" })}
        >
          {t("filter.clear")}
        </Link>
      </div>
    </form>
  );
}

/** A moment from an address of somebody else's making is shown as its day. */
const day = (text: string): string => text.slice(0, 10);
