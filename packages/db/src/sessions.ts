import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import type { SessionStore } from "@silhouette/core/control-plane";
import { SessionId } from "@silhouette/core/ids";
import { isSessionLive, isTouchDue, SESSION_TOUCH_SECONDS, sessionEnd } from "@silhouette/core/session";
import { hashSecret } from "@silhouette/core/token";
import { v7 as uuid } from "uuid";
import { appendAudit } from "./audit.ts";
import { MEMBER, toMember } from "./member-row.ts";
import type { Database, Transaction } from "./prisma-client.ts";
import { createSecret } from "./secrets.ts";

/** Browsers' names for themselves grow without bound; this many characters tell one from another. A guess. */
const USER_AGENT_CHARACTERS_MAX = 256;

export function createSessionStore(prisma: Database): SessionStore {
  return {
    async start(userId, userAgent, origin, now) {
      const secret = createSecret();
      await prisma.$transaction(async (transaction) => {
        const { user } = await transaction.session.create({
          data: {
            id: uuid(),
            secretHash: storedHash(secret),
            userId,
            createdAt: now,
            lastSeenAt: now,
            expiresAt: sessionEnd(now),
            userAgent: userAgent.slice(0, USER_AGENT_CHARACTERS_MAX),
          },
          select: { user: { select: { id: true, email: true } } },
        });
        await auditSession(transaction, "session.started", user, origin, now);
      });
      return secret;
    },

    async find(secret, now) {
      const row = await prisma.session.findUnique({
        where: { secretHash: storedHash(secret), user: { disabledAt: null } },
        select: { id: true, lastSeenAt: true, expiresAt: true, revokedAt: true, user: { select: MEMBER } },
      });
      if (row === null || !isSessionLive(row, now)) return null;
      // The condition is asked again by the database: of many requests at once, one writes.
      if (isTouchDue(row, now)) {
        const due = new Date(now.getTime() - SESSION_TOUCH_SECONDS * 1000);
        await prisma.session.updateMany({ where: { id: row.id, lastSeenAt: { lte: due } }, data: { lastSeenAt: now } });
      }
      return { id: SessionId.parse(row.id), member: toMember(row.user), expiresAt: row.expiresAt };
    },

    end: (secret, origin, now) =>
      prisma.$transaction(async (transaction) => {
        const ended = await transaction.session.updateManyAndReturn({
          where: { secretHash: storedHash(secret), revokedAt: null },
          data: { revokedAt: now },
          select: { user: { select: { id: true, email: true } } },
        });
        for (const { user } of ended) await auditSession(transaction, "session.ended", user, origin, now);
      }),
  };
}

/** The driver wants bytes that own their buffer. */
const storedHash = (secret: string) => new Uint8Array(hashSecret(secret));

function auditSession(
  transaction: Transaction,
  action: AuditEvent["action"],
  user: { readonly id: string; readonly email: string },
  origin: AuditOrigin,
  now: Date,
): Promise<void> {
  const actor = { kind: "member", id: user.id, name: user.email } as const;
  return appendAudit(transaction, { clientId: null, actor, action, target: user.id, detail: {}, origin }, now);
}
