import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import type { Credential, CredentialStore } from "@silhouette/core/control-plane";
import { CREDENTIAL_USE_SECONDS, type CredentialTimes, credentialState } from "@silhouette/core/credential";
import { ClientId } from "@silhouette/core/ids";
import { credentialLimit } from "@silhouette/core/sign-in";
import { v7 as uuid } from "uuid";
import { ANONYMOUS, appendAudit } from "./audit.ts";
import { toGrant } from "./member-row.ts";
import type { Database, Transaction } from "./prisma-client.ts";
import { hashChosenSecret, matchesChosenSecret } from "./secrets.ts";
import { countAttempt, forgive, toThrottleLimit } from "./sign-in-throttle.ts";

const CREDENTIAL = {
  id: true,
  publicId: true,
  name: true,
  role: true,
  clientId: true,
  workspaceId: true,
  workspace: { select: { clientId: true, isDefault: true } },
} as const;

/**
 * Programs that call the admin API. An operator may choose a credential's secret, so it is hashed like a password
 * (the bytes of `secretHash` are the PHC string in UTF-8) and costs 20 ms per access token, not per call. Failures
 * are counted at each address: who knows a public id must not be able to lock the program out. Once unknown ids have
 * used up an address, time tells which ids are known; they are no secret.
 */
export function createCredentialStore(prisma: Database): CredentialStore {
  return {
    async authenticate(publicId, secret, origin, now) {
      // A text with a zero character cannot be stored, so it cannot be asked for either.
      const row = publicId.includes("\0")
        ? null
        : await prisma.adminCredential.findUnique({
            where: { publicId },
            select: {
              ...CREDENTIAL,
              secretHash: true,
              previousSecretHash: true,
              previousSecretEndsAt: true,
              expiresAt: true,
              revokedAt: true,
            },
          });
      const limit = toThrottleLimit(credentialLimit(row?.id ?? null, origin.address));
      const verdict = await countAttempt(prisma, [limit], now);
      const audit = (action: AuditEvent["action"], detail: AuditEvent["detail"]) => {
        const actor: AuditEvent["actor"] =
          row === null ? ANONYMOUS : { kind: "credential", id: row.id, name: row.name };
        const target = row?.id ?? "unknown credential";
        return appendAudit(
          prisma,
          { clientId: row?.clientId ? ClientId.parse(row.clientId) : null, actor, action, target, detail, origin },
          now,
        );
      };

      if (verdict !== "open") {
        if (verdict === "closing") await audit("credential.refused", { reason: "throttled" });
        return null;
      }
      const former =
        row?.previousSecretEndsAt != null && row.previousSecretEndsAt > now ? row.previousSecretHash : null;
      // Always both, so that time does not tell whether there is such a credential, or a former secret of it.
      const [matchesCurrent, matchesFormer] = await Promise.all([
        matchesChosenSecret(secret, row && fromStoredSecret(row.secretHash)),
        matchesChosenSecret(secret, former && fromStoredSecret(former)),
      ]);
      const matches = matchesCurrent || matchesFormer;
      const isShutOut = row !== null && (await isOfDisabledClient(prisma, row));
      const death = row === null ? null : (deathOf(row, now) ?? (isShutOut ? "client-disabled" : null));
      const refusal = row === null ? "unknown" : matches ? death : "wrong-secret";
      if (row === null || refusal !== null) {
        await audit("credential.refused", { reason: refusal });
        return null;
      }
      await forgive(prisma, null, limit.key);
      await noteUse(prisma, row.id, origin.address, now);
      await audit("credential.authenticated", matchesCurrent ? {} : { isFormerSecret: true });
      return toCredential(row);
    },

    async find(id, now) {
      const row = await prisma.adminCredential.findUnique({
        where: { id },
        select: { ...CREDENTIAL, expiresAt: true, revokedAt: true },
      });
      if (row === null || deathOf(row, now) !== null || (await isOfDisabledClient(prisma, row))) return null;
      return toCredential(row);
    },
  };
}

/**
 * Makes sure that a Sysadmin credential with this id and secret is there: adds it, or gives it the new secret. A
 * revoked one stays revoked, since somebody decided that. Call it under the installation's lock.
 */
export async function ensureSysadminCredential(
  transaction: Transaction,
  { clientId: publicId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
  by: AuditEvent["actor"],
  origin: AuditOrigin,
  now: Date,
): Promise<void> {
  const stored = await transaction.adminCredential.findUnique({
    where: { publicId },
    select: { id: true, secretHash: true },
  });
  const isSame = stored !== null && (await matchesChosenSecret(clientSecret, fromStoredSecret(stored.secretHash)));
  if (isSame) return;
  const id = stored?.id ?? uuid();
  const secretHash = await toStoredSecret(clientSecret);
  await transaction.adminCredential.upsert({
    where: { id },
    create: { id, publicId, secretHash, name: publicId, role: "sysadmin", createdAt: now, createdBy: by.name },
    // Whoever changes the setting wants no other secret to open it, a rotation's former one included.
    update: { secretHash, previousSecretHash: null, previousSecretEndsAt: null },
    select: { id: true },
  });
  const action = stored === null ? "credential.created" : "credential.changed";
  const detail = { publicId, role: "sysadmin" };
  await appendAudit(transaction, { clientId: null, actor: by, action, target: id, detail, origin }, now);
}

/** A secret as the column keeps it: the bytes of the PHC string. */
export const toStoredSecret = async (secret: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(Buffer.from(await hashChosenSecret(secret)));

const fromStoredSecret = (stored: Uint8Array): string => Buffer.from(stored).toString();

/** Notes the use unless that was done a short while ago. The condition is the database's: of many at once, one writes. */
async function noteUse(prisma: Database, id: string, address: string, now: Date): Promise<void> {
  const due = new Date(now.getTime() - CREDENTIAL_USE_SECONDS * 1000);
  await prisma.adminCredential.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: due } }] },
    data: { lastUsedAt: now, lastUsedAddress: address },
  });
}

/** Why a credential opens nothing any more; null while it lives. */
function deathOf(times: CredentialTimes, now: Date): "revoked" | "expired" | null {
  const state = credentialState(times, now);
  return state === "live" ? null : state;
}

/** Whether the credential belongs to a client that is disabled, or gone. One of the installation belongs to none. */
async function isOfDisabledClient(
  prisma: Database,
  { clientId, workspace }: Pick<CredentialRow, "clientId" | "workspace">,
): Promise<boolean> {
  const id = workspace?.clientId ?? clientId;
  if (id === null) return false;
  const client = await prisma.client.findUnique({ where: { id }, select: { disabledAt: true } });
  return client === null || client.disabledAt !== null;
}

type CredentialRow = Parameters<typeof toGrant>[0] & {
  readonly id: string;
  readonly publicId: string;
  readonly name: string;
};

const toCredential = ({ id, publicId, name, ...place }: CredentialRow): Credential => ({
  id,
  publicId,
  name,
  grants: [toGrant(place)],
});
