import { applyBatch } from "./batch.mjs";
import { batchFile, CLIENT_CODE, idOf } from "./data.mjs";

/** Profiles that the service writes itself before their rows are copied. */
const TEMPLATES = 10_000;

/**
 * Fills an installation with profiles `crm-00000000` on. The first ten thousand are written by the service; the others
 * are copies of their rows under other keys, which is how millions of them are made in a minute.
 * @param {import("./installation.mjs").Installation} installation
 * @param {number} profiles
 */
export async function seedProfiles({ edgeUrl, pool, clientId }, profiles) {
  const templates = Math.min(profiles, TEMPLATES);
  await applyBatch(edgeUrl, batchFile({ rows: templates }), templates);
  if (profiles > templates) {
    await pool.query(
      `INSERT INTO profile (client_id, key, attributes, attribute_bytes, expires_at, modified_at, version)
       SELECT t.client_id, 'tp:crm-' || lpad(n::text, 8, '0'), t.attributes, t.attribute_bytes, t.expires_at,
         t.modified_at, 1
       FROM generate_series(${templates}::int, ${profiles - 1}::int) AS n
       JOIN profile AS t ON t.client_id = '${clientId}' AND t.key = 'tp:crm-' || lpad((n % ${templates})::text, 8, '0')`,
    );
  }
  await pool.query("VACUUM ANALYZE profile");
  await pool.query("CHECKPOINT");
  const reply = await fetch(`${edgeUrl}/rest/v1/profiles/thirdPartyId/${idOf(profiles - 1)}?client=${CLIENT_CODE}`);
  if (!reply.ok) throw new Error(`The last profile that was made answers ${reply.status}`);
}
