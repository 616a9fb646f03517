import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import { SessionId } from "@silhouette/core/ids";
import { refuse, succeed } from "@silhouette/core/result";
import {
  isSessionLive,
  isTouchDue,
  pendingSessionEnd,
  SESSION_IDLE_SECONDS,
  SESSION_METHODS,
  SESSION_TOUCH_SECONDS,
  type SessionMethod,
  type SessionStore,
  sessionEnd,
} from "@silhouette/core/session";
import { passwordLimits, secondFactorLimits } from "@silhouette/core/sign-in";
import { hashSecret } from "@silhouette/core/token";
import { v7 as uuid } from "uuid";
import { z } from "zod";
import { appendAudit } from "./audit.ts";
import { auditPerson } from "./audit-of-people.ts";
import { MEMBER, toMember } from "./member-row.ts";
import type { Database, Transaction } from "./prisma-client.ts";
import { type SecondFactorKey, useCode } from "./second-factor-code.ts";
import { createSecret, matchesChosenSecret } from "./secrets.ts";
import { countAttempt, forgive, toThrottleLimit } from "./sign-in-throttle.ts";

/** Browsers' names for themselves grow without bound; this many characters tell one from another. A guess. */
const USER_AGENT_CHARACTERS_MAX = 256;

/** What decides whether a session lives, and whose it is. */
const LIFE = { id: true, lastSeenAt: true, expiresAt: true, revokedAt: true } as const;
const OWNER = { id: true, email: true } as const;

/** A newer node may have written a method that this one does not know; it decides nothing. */
const StoredMethod = z.enum(SESSION_METHODS).catch("password");

export function createSessionStore(prisma: Database, key: SecondFactorKey): SessionStore {
  return {
    async start(userId, { method, userAgent, provedAt }, origin, now) {
      const secret = createSecret();
      return prisma.$transaction(async (transaction) => {
        const user = await transaction.user.findUniqueOrThrow({
          where: { id: userId },
          select: { ...OWNER, totpConfirmedAt: true },
        });
        const isPending = method === "password" && user.totpConfirmedAt !== null;
        await transaction.session.create({
          data: {
            id: uuid(),
            secretHash: storedHash(secret),
            userId,
            createdAt: now,
            lastSeenAt: now,
            expiresAt: isPending ? pendingSessionEnd(now) : sessionEnd(now),
            userAgent: userAgent.slice(0, USER_AGENT_CHARACTERS_MAX),
            address: origin.address,
            method,
            provedAt: isPending ? null : provedAt,
            isPending,
          },
          select: { id: true },
        });
        if (!isPending) await auditSession(transaction, "session.started", user, { method }, origin, now);
        return { secret, isPending };
      });
    },

    async find(secret, now) {
      const row = await prisma.session.findUnique({
        where: { secretHash: storedHash(secret), isPending: false, user: { disabledAt: null } },
        select: { ...LIFE, method: true, provedAt: true, user: { select: MEMBER } },
      });
      if (row === null || !isSessionLive(row, now)) return null;
      // The condition is asked again by the database: of many requests at once, one writes.
      if (isTouchDue(row, now)) {
        const due = new Date(now.getTime() - SESSION_TOUCH_SECONDS * 1000);
        await prisma.session.updateMany({ where: { id: row.id, lastSeenAt: { lte: due } }, data: { lastSeenAt: now } });
      }
      const { expiresAt, provedAt } = row;
      const method = StoredMethod.parse(row.method);
      return { id: SessionId.parse(row.id), member: toMember(row.user), expiresAt, method, provedAt };
    },

    async findPending(secret, now) {
      const row = await findPending(prisma, secret, now);
      return row && { email: row.user.email };
    },

    async completePending(secret, code, knownDevice, origin, now) {
      const row = await findPending(prisma, secret, now);
      if (row === null) return refuse("expired");
      const { user } = row;
      const auditRefusal = (reason: string) =>
        auditSession(prisma, "session.refused", user, { reason, method: "second-factor" }, origin, now);
      const limits = secondFactorLimits({ account: user.email, knownDevice }).map(toThrottleLimit);
      const verdict = await countAttempt(prisma, limits, now);
      if (verdict !== "open") {
        if (verdict === "closing") await auditRefusal("throttled");
        return refuse("throttled");
      }
      const renewed = createSecret();
      const outcome = await prisma.$transaction(async (transaction) => {
        if (!(await useCode(transaction, user, code, key, origin, now))) return "wrong-code";
        // The condition makes one of two at once: the other finds nothing that waits.
        const completed = await transaction.session.updateMany({
          where: { id: row.id, isPending: true, revokedAt: null },
          data: {
            secretHash: storedHash(renewed),
            isPending: false,
            method: "second-factor",
            createdAt: now,
            lastSeenAt: now,
            provedAt: now,
            expiresAt: sessionEnd(now),
          },
        });
        if (completed.count === 0) return "expired";
        await auditSession(transaction, "session.started", user, { method: "second-factor" }, origin, now);
        return null;
      });
      if (outcome === "wrong-code") await auditRefusal("wrong-code");
      if (outcome !== null) return refuse(outcome);
      await forgive(prisma, limits[0]?.key ?? null);
      return succeed(renewed);
    },

    async prove({ id, member }, { password, code }, knownDevice, origin, now) {
      const row = await prisma.user.findUniqueOrThrow({
        where: { id: member.id },
        select: { ...OWNER, passwordHash: true, totpConfirmedAt: true },
      });
      const attempt = { account: row.email, address: origin.address, knownDevice };
      const hasSecondFactor = row.totpConfirmedAt !== null;
      const byPassword = passwordLimits(attempt).map(toThrottleLimit);
      const byCode = hasSecondFactor ? secondFactorLimits(attempt).map(toThrottleLimit) : [];
      const auditRefusal = (reason: string) =>
        auditSession(prisma, "session.refused", row, { reason, sessionId: id }, origin, now);
      const verdict = await countAttempt(prisma, [...byPassword, ...byCode], now);
      if (verdict !== "open") {
        if (verdict === "closing") await auditRefusal("throttled");
        return refuse("throttled");
      }
      if (!(await matchesChosenSecret(password, row.passwordHash))) {
        await auditRefusal("wrong-credentials");
        return refuse("wrong-credentials");
      }
      const isProved = await prisma.$transaction(async (transaction) => {
        if (hasSecondFactor && !(await useCode(transaction, row, code ?? "", key, origin, now))) return false;
        await noteProof(transaction, id, row, now, origin, now);
        return true;
      });
      if (!isProved) {
        await auditRefusal("wrong-code");
        return refuse("wrong-code");
      }
      const [own, ...shared] = byPassword.map(({ key: counter }) => counter);
      await forgive(prisma, own ?? null, ...shared);
      if (byCode[0] !== undefined) await forgive(prisma, byCode[0].key);
      return succeed(null);
    },

    proveElsewhere: ({ id, member }, provedAt, origin, now) =>
      prisma.$transaction((transaction) => noteProof(transaction, id, member, provedAt, origin, now)),

    async list(userId, now) {
      const idleSince = new Date(now.getTime() - SESSION_IDLE_SECONDS * 1000);
      const rows = await prisma.session.findMany({
        where: { userId, isPending: false, revokedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: idleSince } },
        select: { id: true, createdAt: true, lastSeenAt: true, userAgent: true, address: true, method: true },
        orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
      });
      return rows.map(({ id, method, ...row }) => ({
        ...row,
        id: SessionId.parse(id),
        method: StoredMethod.parse(method),
      }));
    },

    end: (secret, origin, now) =>
      prisma.$transaction(async (transaction) => {
        const ended = await transaction.session.updateManyAndReturn({
          where: { secretHash: storedHash(secret), revokedAt: null },
          data: { revokedAt: now },
          select: { isPending: true, user: { select: OWNER } },
        });
        for (const { user, isPending } of ended) {
          if (!isPending) await auditSession(transaction, "session.ended", user, {}, origin, now);
        }
      }),

    endOwn: (userId, sessionId, origin, now) =>
      prisma.$transaction(async (transaction) => {
        const ended = await transaction.session.updateManyAndReturn({
          where: { id: sessionId, userId, revokedAt: null },
          data: { revokedAt: now },
          select: { user: { select: OWNER } },
        });
        for (const { user } of ended)
          await auditSession(transaction, "session.ended", user, { sessionId }, origin, now);
      }),

    endOthers: (userId, exceptId, by, origin, now) =>
      prisma.$transaction((transaction) => endSessions(transaction, { userId, exceptId }, by, origin, now)),
  };
}

type OfMember = {
  readonly userId: string;
  readonly exceptId: string | null;
  /** Those alone that were opened in this way. */
  readonly method?: SessionMethod;
};

/** Ends the sessions of a member, pending ones too, inside somebody else's transaction. Returns how many ended. */
export async function endSessions(
  transaction: Transaction,
  of: OfMember,
  by: AuditEvent["actor"],
  origin: AuditOrigin,
  now: Date,
): Promise<number> {
  const count = await closeSessions(transaction, of, now);
  await tellOfClosing(transaction, of.userId, count, by, origin, now);
  return count;
}

/** The first half of `endSessions`, for who has more to tell: a transaction tells once everything is written. */
export async function closeSessions(
  transaction: Transaction,
  { userId, exceptId, method }: OfMember,
  now: Date,
): Promise<number> {
  const { count } = await transaction.session.updateMany({
    where: {
      userId,
      revokedAt: null,
      ...(exceptId === null ? {} : { id: { not: exceptId } }),
      ...(method === undefined ? {} : { method }),
    },
    data: { revokedAt: now },
  });
  return count;
}

/** The second half. Where none was closed there is nothing to tell. */
export async function tellOfClosing(
  transaction: Transaction,
  userId: string,
  count: number,
  by: AuditEvent["actor"],
  origin: AuditOrigin,
  now: Date,
): Promise<void> {
  if (count === 0) return;
  const event = { actor: by, action: "session.ended", target: userId, detail: { count }, origin } as const;
  await appendAudit(transaction, { ...event, clientId: null }, now);
}

async function findPending(database: Transaction, secret: string, now: Date) {
  const row = await database.session.findUnique({
    where: { secretHash: storedHash(secret), isPending: true, user: { disabledAt: null } },
    select: { ...LIFE, user: { select: OWNER } },
  });
  return row !== null && isSessionLive(row, now) ? row : null;
}

async function noteProof(
  transaction: Transaction,
  id: SessionId,
  user: { readonly id: string; readonly email: string },
  provedAt: Date,
  origin: AuditOrigin,
  now: Date,
): Promise<void> {
  const proved = await transaction.session.updateMany({ where: { id, revokedAt: null }, data: { provedAt } });
  if (proved.count === 1) await auditSession(transaction, "session.proved", user, { sessionId: id }, origin, now);
}

/** The driver wants bytes that own their buffer. */
const storedHash = (secret: string) => new Uint8Array(hashSecret(secret));

/** Sign-ins and refusals are told to the clients of the member too; what becomes of a session is the installation's. */
function auditSession(
  transaction: Transaction,
  action: "session.started" | "session.refused" | "session.proved" | "session.ended",
  user: { readonly id: string; readonly email: string },
  detail: AuditEvent["detail"],
  origin: AuditOrigin,
  now: Date,
): Promise<void> {
  const actor = { kind: "member", id: user.id, name: user.email } as const;
  const event = { actor, action, target: user.id, detail, origin };
  return action === "session.started" || action === "session.refused"
    ? auditPerson(transaction, user.id, event, now)
    : appendAudit(transaction, { ...event, clientId: null }, now);
}
