import { AUDIT_COLUMNS } from "../audit-row.ts";

/**
 * The part of a log that one page looks at, newest first: the index on client, time and id finds its beginning. The
 * order names the client too, so that the index gives it for the installation's own events (null) as well.
 * $1 client, $2 from, $3 to, $4 and $5 the place after which it begins (`infinity` and an empty text: the newest).
 */
const looked = (columns: string, isInstallation: boolean) => `
  SELECT ${columns} FROM audit_event
  WHERE ${isInstallation ? "client_id IS NULL AND $1::text IS NULL" : "client_id = $1::text"}
    AND at >= $2::timestamptz AND at < $3::timestamptz
    AND at <= $4::timestamptz AND (at < $4::timestamptz OR id < $5::text)
  ORDER BY client_id, at DESC, id DESC`;

/** $6 events to look at, $7 events to give; $8 to $13 narrow, null does not. */
const search = (isInstallation: boolean) => `
  SELECT * FROM (${looked(`client_id AS scope, ${AUDIT_COLUMNS}`, isInstallation)} LIMIT $6::int) AS looked
  WHERE ($8::text IS NULL OR actor_id = $8 OR strpos(lower(actor_name), lower($8)) > 0)
    AND ($9::text[] IS NULL OR action = ANY ($9) OR split_part(action, '.', 1) || '.*' = ANY ($9))
    AND ($10::text IS NULL OR target = $10)
    AND ($11::text IS NULL OR address = $11)
    AND ($12::text IS NULL OR request_id = $12)
    AND ($13::text IS NULL
      OR strpos(lower(actor_name), lower($13)) > 0 OR strpos(lower(action), lower($13)) > 0
      OR strpos(lower(target), lower($13)) > 0 OR strpos(lower(detail::text), lower($13)) > 0)
  ORDER BY scope, at DESC, id DESC
  LIMIT $7::int`;

/** The last event that a page with this beginning looks at; $6 is how many it passes over before. */
const lastLooked = (isInstallation: boolean) => `${looked("id, at", isInstallation)} OFFSET $6::int LIMIT 1`;

export const SEARCH_AUDIT = {
  client: { search: search(false), lastLooked: lastLooked(false) },
  installation: { search: search(true), lastLooked: lastLooked(true) },
} as const;
