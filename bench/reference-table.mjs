/** The references write here: the profile table once more, under the same settings of storage. */
export const TABLE = "bench_reference";

/**
 * Merges one row into another by the rules of the service, and gives the table the same work to do. The service's own
 * statement is `packages/db/src/sql/upsert-profiles.ts`; this one is what its author would write by hand.
 */
export const MERGE = `
  ON CONFLICT (client_id, key) DO UPDATE SET
    attributes = CASE WHEN p.expires_at <= excluded.modified_at THEN excluded.attributes
                      ELSE p.attributes || excluded.attributes END,
    attribute_bytes = CASE WHEN p.expires_at <= excluded.modified_at THEN excluded.attribute_bytes
                           ELSE p.attribute_bytes + excluded.attribute_bytes END,
    expires_at = excluded.expires_at,
    modified_at = excluded.modified_at,
    version = p.version + 1
  WHERE p.merged_into IS NULL`;

/**
 * Makes the table: columns, defaults, checks and primary key of the profile table, and its fill factor and autovacuum.
 * @param {import("pg").Pool} pool
 */
export async function createReferenceTable(pool) {
  await pool.query(`DROP TABLE IF EXISTS ${TABLE}`);
  await pool.query(`CREATE TABLE ${TABLE} (LIKE profile INCLUDING ALL)`);
  const { rows } = await pool.query(
    "SELECT unnest(reloptions) AS setting FROM pg_class WHERE oid = 'profile'::regclass",
  );
  if (rows.length > 0) await pool.query(`ALTER TABLE ${TABLE} SET (${rows.map(({ setting }) => setting).join(", ")})`);
}

/**
 * Copies every profile into the table of the references.
 * @param {import("pg").Pool} pool
 */
export async function copyProfiles(pool) {
  await pool.query(`INSERT INTO ${TABLE} SELECT * FROM profile`);
  await pool.query(`VACUUM ANALYZE ${TABLE}`);
}
