import "server-only";
import { AUDIT_ACTIONS } from "@silhouette/core/audit";
import { type AuditEntry, AuditFilter } from "@silhouette/core/audit-log";
import type { Client } from "@silhouette/core/client";
import { z } from "zod";
import type { Dependencies } from "@/server/dependencies";
import { formatCursor, pageQuery } from "@/server/page";
import { startOfDay } from "./start-of-day";

const pageEntries = 50;

/** A day as a form gives it. */
const Day = z.iso.date();
const DAY_MILLIS = 24 * 60 * 60 * 1000;

const Place = z.object(
  pageQuery(z.object({ at: z.iso.datetime().transform((text) => new Date(text)), id: z.string().max(100) })),
);

export type AuditView = {
  readonly events: readonly AuditEntry[];
  /** The part of the filter that was understood; a form shows what was written. */
  readonly filter: AuditFilter;
  /** What was written for a part that was not understood, by its name. */
  readonly misunderstood: readonly (keyof AuditFilter)[];
  readonly isFirstPage: boolean;
  /** Where the next page begins; null when there is none. A page may be empty and have a next one. */
  readonly next: string | null;
  /** Days that events are kept; null for ever. Of the installation's own log the worker alone knows. */
  readonly keptDays: number | null;
  /** Every action, and every family of them (`token.*`), to choose from. */
  readonly actions: readonly string[];
  /** The filter as the query of an address: for the exports, which take the same one. */
  readonly exportQuery: string;
};

/**
 * A page of a client's audit log, or of the installation's own (`null`), as the query of an address asks for it: the
 * names of `AuditFilter`, and `after`. `from` and `to` may be days of the time zone in which the page shows its times: both
 * are then part of what is asked for.
 * @param client without settings: one that is gone, and whose log is kept as long as the installation's.
 */
export async function readAuditPage(
  { stores }: Pick<Dependencies, "stores">,
  client: (Pick<Client, "id"> & Partial<Pick<Client, "settings">>) | null,
  query: ReadonlyMap<string, string>,
  timeZone: string,
): Promise<AuditView> {
  const { filter, misunderstood } = readFilter(query, timeZone);
  const place = Place.safeParse({ cursor: query.get("after"), limit: pageEntries });
  const after = place.success ? place.data.cursor : null;
  const { events, next } = await stores.audit.search(client?.id ?? null, filter, { limit: pageEntries, after });
  return {
    events,
    filter,
    misunderstood,
    isFirstPage: after === null,
    next: next === null ? null : formatCursor(next),
    keptDays: client?.settings?.auditRetentionDays ?? null,
    actions: AUDIT_CHOICES,
    exportQuery: toQuery(filter),
  };
}

const FAMILIES = [...new Set(AUDIT_ACTIONS.map((action) => `${action.split(".")[0]}.*`))];
const AUDIT_CHOICES: readonly string[] = [...FAMILIES, ...AUDIT_ACTIONS].sort();

const NAMES = Object.keys(AuditFilter.shape) as readonly (keyof AuditFilter)[];

/** Each part for itself: one that is wrong does not take the others with it. An empty field is one that is not filled. */
function readFilter(query: ReadonlyMap<string, string>, timeZone: string) {
  const written = NAMES.filter((name) => (query.get(name) ?? "").trim() !== "");
  const parts = written.map((name) => {
    const text = (query.get(name) ?? "").trim();
    return { name, parsed: AuditFilter.shape[name].safeParse(toMoment(name, text, timeZone)) };
  });
  const understood = parts.flatMap(({ name, parsed }) => (parsed.success ? [[name, parsed.data] as const] : []));
  return {
    filter: Object.fromEntries(understood) as AuditFilter,
    misunderstood: parts.flatMap(({ name, parsed }) => (parsed.success ? [] : [name])),
  };
}

/** `from` begins with its day, and `to` goes on to the beginning of the next one. */
function toMoment(name: keyof AuditFilter, text: string, timeZone: string): string {
  if ((name !== "from" && name !== "to") || !Day.safeParse(text).success) return text;
  const day = new Date(Date.parse(text) + (name === "to" ? DAY_MILLIS : 0));
  return startOfDay(day, timeZone).toISOString();
}

function toQuery(filter: AuditFilter): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    const texts = Array.isArray(value) ? value : [value instanceof Date ? value.toISOString() : String(value)];
    for (const text of texts) parameters.append(name, text);
  }
  return parameters.toString();
}
