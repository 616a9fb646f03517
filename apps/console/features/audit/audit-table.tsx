import type { AuditAction } from "@silhouette/core/audit";
import type { AuditEntry } from "@silhouette/core/audit-log";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Moment } from "@/components/ui/moment";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { actionText } from "./action-text";
import { EventDetails } from "./event-details";

/** In the installation's log: what was done in the client stays in a log of its own. */
const CLIENT_DELETED: AuditAction = "client.deleted";

/** Events as sentences about who did what; newest first. */
export function AuditTable({ events }: { readonly events: readonly AuditEntry[] }) {
  const t = useTranslations("audit");
  return (
    <Table label={t("title")}>
      <thead>
        <tr>
          <Th>{t("column.when")}</Th>
          <Th>{t("column.what")}</Th>
          <Th>{t("column.who")}</Th>
          <Th>{t("column.target")}</Th>
          <Th>{t("column.from")}</Th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <EventRow key={event.id} event={event} />
        ))}
      </tbody>
    </Table>
  );
}

function EventRow({ event }: { readonly event: AuditEntry }) {
  const t = useTranslations("audit");
  const { at, clientId, actor, action, target, origin } = event;
  const kind = actor.kind === "member" || actor.kind === "credential" || actor.kind === "system" ? actor.kind : "other";
  return (
    <Tr>
      <Td className="min-w-28 sm:whitespace-nowrap">
        <Moment at={at} format="seconds" />
      </Td>
      <Td className="min-w-64">
        <span className="font-medium">{actionText(t, action)}</span>
        <span className="block font-mono text-muted text-xs">{action}</span>
        <EventDetails event={event} />
        {clientId === null && action === CLIENT_DELETED ? (
          <Link href={`/administration/audit?log=${encodeURIComponent(target)}`} className="link block w-fit text-xs">
            {t("goneLog")}
          </Link>
        ) : null}
      </Td>
      <Td className="min-w-40">
        <span className="wrap-anywhere">{actor.name}</span>
        <span className="block text-muted text-xs">{t(`actor.${kind}`)}</span>
      </Td>
      <Td className="wrap-anywhere min-w-40 font-mono text-[0.8125rem]">{target}</Td>
      <Td className="whitespace-nowrap font-mono text-[0.8125rem]">{origin.address}</Td>
    </Tr>
  );
}
