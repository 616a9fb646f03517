-- AlterTable
ALTER TABLE "client" ADD COLUMN     "deleting_at" TIMESTAMPTZ(3),
ADD COLUMN     "disabled_at" TIMESTAMPTZ(3);
