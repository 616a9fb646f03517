import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import type { Member, SignInRefusal } from "@silhouette/core/control-plane";
import { EmailAddress, normalizeEmail } from "@silhouette/core/email";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { passwordLimits } from "@silhouette/core/sign-in";
import { ANONYMOUS } from "./audit.ts";
import { auditPerson } from "./audit-of-people.ts";
import { MEMBER, toMember } from "./member-row.ts";
import type { Database } from "./prisma-client.ts";
import { matchesChosenSecret } from "./secrets.ts";
import { countAttempt, forgive, toThrottleLimit } from "./sign-in-throttle.ts";

/**
 * Checks an e-mail address and a password: count, look up, compare, and only then say anything. Every refusal is
 * logged with its reason; the e-mail address of nobody is not, since it may be a password in the wrong field.
 */
export async function authenticateMember(
  prisma: Database,
  given: { readonly email: string; readonly password: string; readonly knownDevice: string | null },
  origin: AuditOrigin,
  now: Date,
): Promise<Result<Member, SignInRefusal>> {
  const account = normalizeEmail(given.email);
  const limits = passwordLimits({ account, address: origin.address, knownDevice: given.knownDevice }).map(
    toThrottleLimit,
  );
  const verdict = await countAttempt(prisma, limits, now);
  const email = EmailAddress.safeParse(given.email);
  const row = email.success
    ? await prisma.user.findUnique({
        where: { email: email.data },
        // Columns of one table only: to join the roles of those who exist would take measurably longer.
        select: { id: true, email: true, passwordHash: true, disabledAt: true },
      })
    : null;
  const auditRefusal = (reason: SignInRefusal) => {
    const actor: AuditEvent["actor"] = row === null ? ANONYMOUS : { kind: "member", id: row.id, name: row.email };
    const target = row?.id ?? "unknown account";
    const event = { actor, action: "session.refused", target, detail: { reason }, origin } as const;
    return auditPerson(prisma, row?.id ?? null, event, now);
  };

  if (verdict !== "open") {
    if (verdict === "closing") await auditRefusal("throttled");
    return refuse("throttled");
  }
  const matches = await matchesChosenSecret(given.password, row?.passwordHash ?? null);
  const refusal = row === null || !matches ? "wrong-credentials" : row.disabledAt === null ? null : "disabled";
  if (row === null || refusal !== null) {
    await auditRefusal(refusal ?? "wrong-credentials");
    return refuse(refusal ?? "wrong-credentials");
  }
  const [own, ...shared] = limits.map(({ key }) => key);
  await forgive(prisma, own ?? null, ...shared);
  return succeed(toMember(await prisma.user.findUniqueOrThrow({ where: { id: row.id }, select: MEMBER })));
}
