"use client";

import type { BatchHeader } from "@silhouette/core/batch-header";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useRef } from "react";
import { type Correction, type Corrections, correct } from "./corrections";
import { checkRow, type FaultyRow } from "./upload/check-file";

type Props = {
  readonly header: BatchHeader;
  readonly headerText: string;
  readonly rows: readonly FaultyRow[];
  readonly made: Corrections;
  /** Given a change of whatever was made by then: checks of several rows may be under way at once. */
  readonly onChange: (change: (made: Corrections) => Corrections) => void;
  readonly isReadOnly?: boolean;
};

/** Faulty rows, each with its line, what is wrong, and its text to be corrected. */
export function RowEditor({ header, headerText, rows, made, onChange, isReadOnly = false }: Props) {
  const t = useTranslations("batches");
  const id = useId();
  const typed = useRef(new Map<number, string>());

  async function change(line: number, text: string) {
    typed.current.set(line, text);
    const code = await verdictOn(header, text);
    // Of a row, only what was typed last counts, whichever check ends last.
    if (typed.current.get(line) === text) onChange((made) => correct(made, line, { text, code }));
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
                    defaultValue={correction?.text ?? row.text}
                    onChange={(event) => void change(row.line, event.target.value)}
                    readOnly={isReadOnly}
                    aria-labelledby={`${id}-${row.line}`}
                    aria-describedby={`${id}-${row.line}-state`}
                    aria-invalid={code !== null}
                    spellCheck={false}
                    className="min-h-9 w-full rounded-md border border-line-strong bg-raised px-3 py-1.5 font-mono text-[0.8125rem] read-only:bg-sunken aria-invalid:border-danger"
                  />
                )}
                <span
                  className={`mt-1 flex items-start gap-1.5 text-sm ${code === null ? "text-success-ink" : "text-danger-ink"}`}
                >
                  <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
                  {/* Read out when it changes: whoever types is told at once that the row is good, or what is wrong now. */}
                  <span id={`${id}-${row.line}-state`} aria-live="polite">
                    {code === null ? t("rowIsGood") : code === "unchecked" ? t("rowUnchecked") : t(`code.${code}`)}
                  </span>
                </span>
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** The rules are loaded with the first check, which fails without a connection. */
async function verdictOn(header: BatchHeader, text: string): Promise<Correction["code"]> {
  try {
    return await checkRow(header, text);
  } catch {
    return "unchecked";
  }
}
