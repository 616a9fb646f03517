-- AlterTable
ALTER TABLE "notice" ADD COLUMN     "mailed_to" TEXT[] DEFAULT ARRAY[]::TEXT[];
