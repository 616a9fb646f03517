"use client";

import type { RowCode } from "@silhouette/core/batch";
import type { BatchHeader } from "@silhouette/core/batch-header";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { checkRow, type FaultyRow } from "./upload/check-file";

/** What has been made of a faulty row: a text, and why it would still fail. */
type Correction = { readonly text: string; readonly code: RowCode | null };

/** Corrections that would not fail any more, by line. */
export type Corrections = ReadonlyMap<number, string>;

type Props = {
  readonly header: BatchHeader;
  readonly headerText: string;
  readonly rows: readonly FaultyRow[];
  /** Told after every change. */
  readonly onChange: (corrections: Corrections) => void;
};

/** Faulty rows, each with its line, what is wrong, and its text to be corrected. */
export function RowEditor({ header, headerText, rows, onChange }: Props) {
  const t = useTranslations("batches");
  const id = useId();
  const [made, setMade] = useState<ReadonlyMap<number, Correction>>(new Map());

  async function correct(line: number, text: string) {
    const code = await checkRow(header, text);
    const next = new Map(made).set(line, { text, code });
    setMade(next);
    const good = [...next].filter(([, correction]) => correction.code === null);
    onChange(new Map(good.map(([at, correction]) => [at, correction.text])));
  }

  return (
    <div className="flex flex-col gap-3">
      <p className="wrap-anywhere whitespace-pre-wrap rounded-md bg-sunken px-3 py-2 font-mono text-[0.8125rem] text-muted">
        {headerText}
      </p>
      <ol className="flex flex-col gap-3">
        {rows.map((row) => {
          const correction = made.get(row.line);
          const code = correction === undefined ? row.code : correction.code;
          const Icon = code === null ? CircleCheck : CircleAlert;
          return (
            <li key={`${row.line} ${row.code}`} className="grid gap-1.5 sm:grid-cols-[6rem_1fr] sm:gap-x-3">
              <span className="pt-1.5 text-muted tabular-nums" id={`${id}-${row.line}`}>
                {t("line", { line: row.line })}
              </span>
              <span className="min-w-0">
                {row.text === null ? (
                  <span className="text-muted">{t("rowNotKept")}</span>
                ) : (
                  <input
                    defaultValue={row.text}
                    onChange={(event) => void correct(row.line, event.target.value)}
                    aria-labelledby={`${id}-${row.line}`}
                    aria-describedby={`${id}-${row.line}-state`}
                    aria-invalid={code !== null}
                    spellCheck={false}
                    className="min-h-9 w-full rounded-md border border-line-strong bg-raised px-3 py-1.5 font-mono text-[0.8125rem] aria-invalid:border-danger"
                  />
                )}
                <span
                  id={`${id}-${row.line}-state`}
                  className={`mt-1 flex items-start gap-1.5 text-sm ${code === null ? "text-success-ink" : "text-danger-ink"}`}
                >
                  <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
                  {code === null ? t("rowIsGood") : t(`code.${code}`)}
                </span>
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
