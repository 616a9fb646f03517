import type { AccountStore } from "@silhouette/core/account";
import { PersonName } from "@silhouette/core/member";
import { checkPassword } from "@silhouette/core/password";
import { refuse, succeed } from "@silhouette/core/result";
import { appendAudit } from "./audit.ts";
import { endLinks } from "./member-writes.ts";
import type { Database } from "./prisma-client.ts";
import { hashChosenSecret } from "./secrets.ts";
import { endSessions } from "./sessions.ts";

export function createAccountStore(prisma: Database): AccountStore {
  return {
    rename: (userId, given, origin, now) =>
      prisma.$transaction(async (transaction) => {
        const name = PersonName.parse(given);
        const before = await transaction.user.findUniqueOrThrow({
          where: { id: userId },
          select: { id: true, email: true, name: true },
        });
        if (before.name === name) return;
        await transaction.user.update({ where: { id: userId }, data: { name }, select: { id: true } });
        const actor = { kind: "member", id: userId, name: before.email } as const;
        const detail = { email: before.email, before: { name: before.name }, after: { name } };
        await appendAudit(
          transaction,
          { clientId: null, actor, action: "member.renamed", target: userId, detail, origin },
          now,
        );
      }),

    async changePassword(userId, password, current, origin, now) {
      const row = await prisma.user.findUniqueOrThrow({
        where: { id: userId },
        select: { email: true, name: true, totpConfirmedAt: true },
      });
      const factors = row.totpConfirmedAt === null ? "password-alone" : "with-second-factor";
      const accepted = checkPassword(password, row, factors);
      if (!accepted.ok) return refuse(accepted.refusal);
      const passwordHash = await hashChosenSecret(accepted.value);
      return prisma.$transaction(async (transaction) => {
        // A second factor that was turned off meanwhile would leave a short password alone.
        const isStill = factors === "password-alone" ? {} : { totpConfirmedAt: { not: null } };
        const changed = await transaction.user.updateMany({
          where: { id: userId, ...isStill },
          data: { passwordHash, passwordChangedAt: now },
        });
        if (changed.count === 0) return refuse("too-short");
        const actor = { kind: "member", id: userId, name: row.email } as const;
        await appendAudit(
          transaction,
          { clientId: null, actor, action: "password.changed", target: userId, detail: {}, origin },
          now,
        );
        await endSessions(transaction, { userId, exceptId: current }, actor, origin, now);
        // A link that is under way, to a mailbox that somebody else may read, would set another password.
        await endLinks(transaction, userId, null, now);
        return succeed(null);
      });
    },
  };
}
