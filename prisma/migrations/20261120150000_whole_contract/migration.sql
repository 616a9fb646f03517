-- AlterTable
ALTER TABLE "client_settings" ADD COLUMN     "allowed_origins" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "batch_retention_days" INTEGER NOT NULL DEFAULT 30,
ADD COLUMN     "original_settings" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "quotas_enabled" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "token_grace_seconds" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "v2_overrides_unvisited" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "profile_token" ADD COLUMN     "grace_ends_at" TIMESTAMPTZ(3),
ADD COLUMN     "scope" TEXT NOT NULL DEFAULT 'profile_api',
ADD COLUMN     "sealed_text" BYTEA;

-- AlterTable
ALTER TABLE "profile" ADD COLUMN     "tnt_id" TEXT,
ADD COLUMN     "visited_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "batch" ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "batch_row_result" ADD COLUMN     "row" TEXT;

-- CreateTable
CREATE TABLE "property" (
    "id" BIGINT NOT NULL,
    "client_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "channel" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "workspaces" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "modified_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "property_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attribute_name" (
    "client_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attribute_name_pkey" PRIMARY KEY ("client_id","name")
);

-- CreateTable
CREATE TABLE "privacy_job" (
    "id" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "identities" JSONB NOT NULL,
    "results" JSONB,
    "message" TEXT,
    "requested_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "privacy_job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quota_window" (
    "client_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "window_start" TIMESTAMPTZ(3) NOT NULL,
    "calls" INTEGER NOT NULL,

    CONSTRAINT "quota_window_pkey" PRIMARY KEY ("client_id","kind","window_start")
);

-- CreateIndex
CREATE UNIQUE INDEX "property_token_key" ON "property"("token");

-- CreateIndex
CREATE UNIQUE INDEX "property_client_id_name_key" ON "property"("client_id", "name");

-- CreateIndex
CREATE INDEX "privacy_job_client_id_created_at_idx" ON "privacy_job"("client_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "privacy_job_status_created_at_idx" ON "privacy_job"("status", "created_at");

-- AddForeignKey
ALTER TABLE "property" ADD CONSTRAINT "property_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;
