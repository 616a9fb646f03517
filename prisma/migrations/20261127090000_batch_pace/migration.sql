-- AlterTable
ALTER TABLE "batch" ADD COLUMN     "rows_at_start" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "started_at" TIMESTAMPTZ(3);
