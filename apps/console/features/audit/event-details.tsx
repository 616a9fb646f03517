import type { AuditEntry } from "@silhouette/core/audit-log";
import { useTranslations } from "next-intl";
import { actionText } from "./action-text";
import { type ChangedRow, toDetailRows } from "./detail-rows";

/** What an event changed and what else is known of it, folded until somebody asks. */
export function EventDetails({ event }: { readonly event: AuditEntry }) {
  const t = useTranslations("audit");
  const { id, action, detail, origin } = event;
  const { changes, facts } = toDetailRows(detail);
  const rest = [
    ...facts.map((fact) => ({ ...fact, isField: true })),
    { name: t("requestId"), value: origin.requestId, isField: false },
    { name: t("entryId"), value: id, isField: false },
  ].filter(({ value }) => value !== "");
  return (
    <details className="mt-1">
      <summary
        aria-label={t("detailsOf", { what: actionText(t, action) })}
        className="link w-fit cursor-pointer text-xs"
      >
        {t("details")}
      </summary>
      <div className="mt-2 flex min-w-72 flex-col gap-2 rounded-md bg-sunken p-3 text-xs">
        {changes.length === 0 ? null : <Changes changes={changes} />}
        <dl className="flex flex-col gap-1">
          {rest.map(({ name, value, isField }) => (
            <div key={name}>
              <dt className={`inline font-medium ${isField ? "font-mono" : ""}`}>{name}</dt>{" "}
              <dd className="wrap-anywhere inline font-mono text-muted">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}

function Changes({ changes }: { readonly changes: readonly ChangedRow[] }) {
  const t = useTranslations("audit");
  const text = (side: string | null) => side ?? t("nothing");
  return (
    <table className="w-full text-left">
      <thead>
        <tr>
          <th scope="col" className="pr-3 font-medium">
            {t("field")}
          </th>
          <th scope="col" className="pr-3 font-medium">
            {t("before")}
          </th>
          <th scope="col" className="font-medium">
            {t("after")}
          </th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ name, before, after }) => (
          <tr key={name} className="align-top">
            {name === "" ? <td className="pr-3">{t("value")}</td> : <td className="pr-3 font-mono">{name}</td>}
            <td className="wrap-anywhere pr-3 font-mono text-muted">{text(before)}</td>
            <td className="wrap-anywhere font-mono">{text(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
