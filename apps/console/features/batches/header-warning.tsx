import { type RowResult, warnedColumns } from "@silhouette/core/batch";
import { useTranslations } from "next-intl";

/** What is ignored or changed of a header row, and which of its columns that concerns. */
export function HeaderWarning({ code, detail }: Pick<RowResult, "code" | "detail">) {
  const t = useTranslations("batches");
  const { names, more } = warnedColumns(detail);
  return (
    <>
      <p>{t(`code.${code}`)}</p>
      {names.length === 0 ? null : (
        <p className="wrap-anywhere mt-0.5">
          <span className="font-mono text-[0.8125rem]">{names.join(", ")}</span>
          {more === 0 ? "" : ` ${t("moreColumns", { count: more })}`}
        </p>
      )}
    </>
  );
}
