-- How the hot tables are stored. Prisma's schema language has no words for these settings, and its comparison does not
-- look at them, so they are written by hand here.

-- A third of each page stays free, so that a new version of a profile finds room beside the old one: the update is
-- then heap-only and touches no index. 70 is a guess; a profile is rewritten whole at each update.
ALTER TABLE "profile" SET (
  fillfactor = 70,
  -- Clean up after 2 % of the rows have changed instead of 20 %: on millions of profiles the usual share comes too late.
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.05,
  -- Without pauses: a vacuum that falls behind the updates costs more than one that works.
  autovacuum_vacuum_cost_delay = 0
);

-- The rules of merging rely on it: `||` of anything but two objects would make an array.
ALTER TABLE "profile" ADD CONSTRAINT "profile_attributes_is_object" CHECK (jsonb_typeof("attributes") = 'object');

-- Chunks are compressed already: the server need not try again, and can read a part without the rest.
ALTER TABLE "batch_chunk" ALTER COLUMN "body" SET STORAGE EXTERNAL;
-- A chunk is written once and removed soon after, so dead rows gather by the size of batches, not of the table.
ALTER TABLE "batch_chunk" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- The counters of a running batch change with each chunk.
ALTER TABLE "batch" SET (fillfactor = 70);
