-- AlterTable
ALTER TABLE "client_settings" ADD COLUMN     "audit_retention_days" INTEGER,
ADD COLUMN     "ip_obfuscation" TEXT NOT NULL DEFAULT 'NONE',
ADD COLUMN     "notice_webhook_url" TEXT,
ADD COLUMN     "sealed_webhook_secret" BYTEA,
ADD COLUMN     "token_lifetime_days" INTEGER NOT NULL DEFAULT 90;

-- AlterTable
ALTER TABLE "user_account" ADD COLUMN     "joined_at" TIMESTAMPTZ(3),
ADD COLUMN     "locale" TEXT,
ADD COLUMN     "password_changed_at" TIMESTAMPTZ(3),
ADD COLUMN     "sealed_totp_secret" BYTEA,
ADD COLUMN     "theme" TEXT,
ADD COLUMN     "time_zone" TEXT,
ADD COLUMN     "totp_confirmed_at" TIMESTAMPTZ(3),
ADD COLUMN     "totp_last_step" INTEGER,
ALTER COLUMN "password_hash" DROP NOT NULL;

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "address" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "is_pending" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "method" TEXT NOT NULL DEFAULT 'password',
ADD COLUMN     "proved_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "admin_credential" ADD COLUMN     "created_by" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "last_used_address" TEXT,
ADD COLUMN     "last_used_at" TIMESTAMPTZ(3),
ADD COLUMN     "previous_secret_ends_at" TIMESTAMPTZ(3),
ADD COLUMN     "previous_secret_hash" BYTEA,
ADD COLUMN     "revoked_by" TEXT,
ADD COLUMN     "workspace_id" TEXT;

-- AlterTable
ALTER TABLE "profile_token" ADD COLUMN     "last_used_address" TEXT,
ADD COLUMN     "last_used_agent" TEXT,
ADD COLUMN     "last_used_at" TIMESTAMPTZ(3),
ADD COLUMN     "last_used_surface" TEXT,
ADD COLUMN     "name" TEXT,
ADD COLUMN     "note" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "replaces_id" TEXT,
ADD COLUMN     "revoked_for" TEXT,
ADD COLUMN     "surfaces" TEXT[] DEFAULT ARRAY['fetch', 'single', 'bulk']::TEXT[],
ADD COLUMN     "workspace_id" TEXT;

-- AlterTable
ALTER TABLE "audit_event" ADD COLUMN     "chain" TEXT,
ADD COLUMN     "hash" BYTEA,
ADD COLUMN     "previous_hash" BYTEA,
ADD COLUMN     "seq" INTEGER;

-- CreateTable
CREATE TABLE "user_identity" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_identity_pkey" PRIMARY KEY ("issuer","subject")
);

-- CreateTable
CREATE TABLE "recovery_code" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_link" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "user_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_chain" (
    "chain" TEXT NOT NULL,
    "head_seq" INTEGER NOT NULL,
    "head_hash" BYTEA NOT NULL,
    "previous_hash" BYTEA NOT NULL,
    "anchor_seq" INTEGER NOT NULL,
    "anchor_hash" BYTEA NOT NULL,

    CONSTRAINT "audit_chain_pkey" PRIMARY KEY ("chain")
);

-- CreateTable
CREATE TABLE "token_use" (
    "token_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "surface" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "token_use_pkey" PRIMARY KEY ("token_id","day","surface","address","agent")
);

-- CreateTable
CREATE TABLE "unauthenticated_call" (
    "client_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "surface" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "unauthenticated_call_pkey" PRIMARY KEY ("client_id","hour","surface","reason","address","agent")
);

-- CreateTable
CREATE TABLE "call_minute" (
    "client_id" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "surface" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,

    CONSTRAINT "call_minute_pkey" PRIMARY KEY ("client_id","minute","surface")
);

-- CreateTable
CREATE TABLE "notice" (
    "id" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "token_id" TEXT NOT NULL,
    "days_before" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "mailed_at" TIMESTAMPTZ(3),
    "posted_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "dismissed_at" TIMESTAMPTZ(3),
    "dismissed_by" TEXT,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotent_reply" (
    "actor_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "status" INTEGER,
    "sealed_reply" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotent_reply_pkey" PRIMARY KEY ("actor_id","key")
);

-- CreateIndex
CREATE INDEX "user_identity_user_id_idx" ON "user_identity"("user_id");

-- CreateIndex
CREATE INDEX "recovery_code_user_id_idx" ON "recovery_code"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_link_secret_hash_key" ON "user_link"("secret_hash");

-- CreateIndex
CREATE INDEX "user_link_user_id_idx" ON "user_link"("user_id");

-- CreateIndex
CREATE INDEX "token_use_day_idx" ON "token_use"("day");

-- CreateIndex
CREATE INDEX "unauthenticated_call_hour_idx" ON "unauthenticated_call"("hour");

-- CreateIndex
CREATE INDEX "call_minute_minute_idx" ON "call_minute"("minute");

-- CreateIndex
CREATE INDEX "notice_client_id_created_at_idx" ON "notice"("client_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "notice_due_at_idx" ON "notice"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "notice_token_id_days_before_key" ON "notice"("token_id", "days_before");

-- CreateIndex
CREATE INDEX "idempotent_reply_created_at_idx" ON "idempotent_reply"("created_at");

-- CreateIndex
CREATE INDEX "admin_credential_client_id_idx" ON "admin_credential"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_chain_seq_key" ON "audit_event"("chain", "seq");

-- AddForeignKey
ALTER TABLE "user_identity" ADD CONSTRAINT "user_identity_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_link" ADD CONSTRAINT "user_link_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "admin_credential" ADD CONSTRAINT "admin_credential_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "profile_token" ADD CONSTRAINT "profile_token_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- Whoever is there already has joined; whoever is signed in has proved it then.
UPDATE "user_account" SET "joined_at" = "created_at";
UPDATE "session" SET "proved_at" = "created_at";

-- This setting of the original has a meaning from here on, and a column of its own.
UPDATE "client_settings" SET
  "ip_obfuscation" = COALESCE("original_settings" ->> 'ipObfuscation', 'NONE'),
  "original_settings" = "original_settings" - 'ipObfuscation';
