import { randomBytes } from "node:crypto";
import { decideCall, type IdempotentReplyStore, type StoredReply } from "@silhouette/core/idempotency";
import { openSealedText, sealText } from "@silhouette/core/sealed-text";
import { z } from "zod";
import { type Database, isUniqueBreach } from "./prisma-client.ts";

const Stored: z.ZodType<StoredReply> = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

const CALL = { requestHash: true, createdAt: true, status: true, sealedReply: true } as const;

/**
 * Replies to calls with an `Idempotency-Key`, sealed: one of them may hold the text of a token. The row is the lock:
 * whoever adds it, or moves the start of an abandoned call, has begun.
 * @param sealKey derived for `idempotent reply`.
 */
export function createIdempotentReplyStore(prisma: Database, sealKey: Uint8Array): IdempotentReplyStore {
  return {
    async begin(actorId, key, requestHash, now) {
      const id = { actorId_key: { actorId, key } };
      // A row may end between two looks at it; whoever sees it come and go this often is told to wait.
      for (let attempt = 0; attempt < 3; attempt++) {
        const row = await prisma.idempotentReply.findUnique({ where: id, select: CALL });
        const known = row && { requestHash: row.requestHash, startedAt: row.createdAt, isDone: row.status !== null };
        const decision = decideCall(known, requestHash, now);
        if (decision === "other-request" || decision === "at-work") return { kind: decision };
        if (decision === "replay" && row !== null) {
          const reply = row.sealedReply && openSealedText(row.sealedReply, placeOf(actorId, key), sealKey);
          // Sealed under another secret: what was done cannot be told any more, and must not be done again.
          return reply === null
            ? { kind: "other-request" }
            : { kind: "replayed", reply: Stored.parse(JSON.parse(reply)) };
        }
        const fresh = { requestHash: new Uint8Array(requestHash), createdAt: now, status: null, sealedReply: null };
        if (row === null) {
          const isAdded = await prisma.idempotentReply
            .create({ data: { actorId, key, ...fresh }, select: { key: true } })
            .then(() => true, refuseUniqueBreach);
          if (isAdded) return { kind: "begun", startedAt: now };
        } else {
          const { count } = await prisma.idempotentReply.updateMany({
            where: { actorId, key, createdAt: row.createdAt, status: row.status },
            data: fresh,
          });
          if (count === 1) return { kind: "begun", startedAt: now };
        }
      }
      return { kind: "at-work" };
    },

    async finish(actorId, key, startedAt, reply) {
      const sealedReply = new Uint8Array(sealText(JSON.stringify(reply), placeOf(actorId, key), sealKey, randomBytes));
      await prisma.idempotentReply.updateMany({
        where: { actorId, key, createdAt: startedAt, status: null },
        data: { status: reply.status, sealedReply },
      });
    },

    async abandon(actorId, key, startedAt) {
      await prisma.idempotentReply.deleteMany({ where: { actorId, key, createdAt: startedAt, status: null } });
    },
  };
}

function refuseUniqueBreach(error: unknown): false {
  if (isUniqueBreach(error)) return false;
  throw error;
}

const placeOf = (actorId: string, key: string): string => JSON.stringify([actorId, key]);
