-- AlterTable
ALTER TABLE "batch" ADD COLUMN     "failing_since" TIMESTAMPTZ(3);
