-- AlterTable
ALTER TABLE "client_settings" ADD COLUMN     "last_changes" JSONB;
