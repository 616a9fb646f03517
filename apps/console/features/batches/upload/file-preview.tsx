import { useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { HeaderWarning } from "../header-warning";
import type { CheckedFile } from "./check-file";

type Props = { readonly file: CheckedFile; readonly name: string };

/** The first rows as profiles would get them: what each column becomes, and what of the header is ignored. */
export function FilePreview({ file, name }: Props) {
  const t = useTranslations("batches");
  const { header, warnings, samples, rows } = file;
  return (
    <section aria-labelledby="preview" className="flex flex-col gap-3">
      <h2 id="preview" className="wrap-anywhere font-semibold text-base">
        {t("upload.previewTitle", { name, count: rows })}
      </h2>
      {warnings.map((warning) => (
        <Callout key={warning.code} tone="warning">
          <HeaderWarning code={warning.code} detail={warning.detail} />
        </Callout>
      ))}
      {samples.length === 0 ? null : (
        <Table label={t("upload.samples")}>
          <thead>
            <tr>
              <Th>{header.idKind === "tntId" ? "pcId" : "thirdPartyId"}</Th>
              {header.columns.map((column, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name than their place
                <Th key={index}>{column ?? t("upload.ignored")}</Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {samples.map(({ id, cells }, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one id may stand in several rows
              <Tr key={row}>
                <Td className="font-mono text-[0.8125rem]">{id}</Td>
                {cells.map((cell, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  <Td key={index} className="max-w-64 truncate">
                    {cell === "" ? <span className="text-muted">{t("upload.unchanged")}</span> : cell}
                  </Td>
                ))}
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}
