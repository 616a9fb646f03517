import { Download } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { buttonStyle } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { AuditFilterForm } from "@/features/audit/audit-filter";
import { AuditTable } from "@/features/audit/audit-table";
import { LogSwitch } from "@/features/audit/log-switch";
import { ownerOf, readLog } from "@/features/audit/logs";
import { Misunderstood } from "@/features/audit/misunderstood";
import { NothingFound } from "@/features/audit/nothing-found";
import { readAuditPage } from "@/features/audit/queries";
import { memberInstallationActor } from "@/server/actor";
import { authorizedPage } from "@/server/authorized-page";
import { readDisplay } from "@/server/display";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("audit");
  return { title: t("title") };
}

const path = "/administration/audit";

/** Who did what, when and from where. Whoever looks after the installation can also read its own log. */
export default authorizedPage({
  path,
  permission: "audit:read",
  async render({ client, session, dependencies, query }) {
    const t = await getTranslations();
    const mayReadInstallation = memberInstallationActor(session.member).permissions.has("client:manage");
    const log = mayReadInstallation ? readLog(query.get("log")) : null;
    const owner = log === null ? null : ownerOf(log);
    const { timeZone } = await readDisplay();
    const asked = log === null ? client : owner === null ? null : { id: owner };
    const view = await readAuditPage(dependencies, asked, query, timeZone);
    const exportQuery = [...(log === null ? [] : [`log=${log}`]), view.exportQuery].filter(Boolean).join("&");
    const exportAddress = (extension: string) =>
      `/api/console/${client.code}/audit.${extension}${exportQuery === "" ? "" : `?${exportQuery}`}`;
    return (
      <div className="flex flex-col gap-5">
        <PageHeader
          section={t("shell.administration")}
          title={t("audit.title")}
          description={
            <>
              {owner === null ? (
                <p>{t(log === null ? "audit.description" : "audit.installationText")}</p>
              ) : (
                <p>{t("audit.goneText", { id: owner })}</p>
              )}
              {view.keptDays === null ? null : <p>{t("audit.kept", { days: view.keptDays })}</p>}
            </>
          }
          actions={[
            { extension: "csv", label: t("audit.exportCsv") },
            { extension: "jsonl", label: t("audit.exportJsonLines") },
          ].map(({ extension, label }) => (
            <a key={extension} href={exportAddress(extension)} download className={buttonStyle({ size: "small" })}>
              <Download aria-hidden className="size-4" />
              {label}
            </a>
          ))}
        />
        {mayReadInstallation ? <LogSwitch log={log} /> : null}
        <AuditFilterForm key={[...query].join()} written={query} actions={view.actions} log={log} timeZone={timeZone} />
        <Misunderstood parts={view.misunderstood} />
        {view.events.length === 0 ? <NothingFound view={view} /> : <AuditTable events={view.events} />}
        <Pager
          first={view.isFirstPage ? null : addressOf(query, null)}
          next={view.next === null ? null : addressOf(query, view.next)}
        />
      </div>
    );
  },
});

/** The same filter on another page. */
function addressOf(query: ReadonlyMap<string, string>, after: string | null): string {
  const kept = [...query].filter(([name, text]) => name !== "after" && text !== "");
  const parameters = new URLSearchParams([...kept, ...(after === null ? [] : [["after", after]])]);
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}
