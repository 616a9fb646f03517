import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import type { Credential, CredentialStore } from "@silhouette/core/control-plane";
import { ClientId } from "@silhouette/core/ids";
import { ADDRESS_FAILURES_MAX, addressBucket } from "@silhouette/core/sign-in";
import { v7 as uuid } from "uuid";
import { ANONYMOUS, appendAudit } from "./audit.ts";
import { RoleName } from "./member-row.ts";
import type { Database, Transaction } from "./prisma-client.ts";
import { hashChosenSecret, matchesChosenSecret } from "./secrets.ts";
import { countAttempt, forgive, throttleKey } from "./sign-in-throttle.ts";

const CREDENTIAL = { id: true, publicId: true, name: true, role: true, clientId: true } as const;

/**
 * Programs that call the admin API. An operator may choose a credential's secret, so it is hashed like a password
 * (the bytes of `secretHash` are the PHC string in UTF-8) and costs 20 ms per access token, not per call. Failures
 * are counted by address alone: who knows a public id must not be able to lock the program out.
 */
export function createCredentialStore(prisma: Database): CredentialStore {
  return {
    async authenticate(publicId, secret, origin, now) {
      const address = throttleKey("address", addressBucket(origin.address));
      const verdict = await countAttempt(prisma, [{ key: address, failuresMax: ADDRESS_FAILURES_MAX }], now);
      // A text with a zero character cannot be stored, so it cannot be asked for either.
      const row = publicId.includes("\0")
        ? null
        : await prisma.adminCredential.findUnique({
            where: { publicId },
            select: { ...CREDENTIAL, secretHash: true, expiresAt: true, revokedAt: true },
          });
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
      const matches = await matchesChosenSecret(secret, row && Buffer.from(row.secretHash).toString());
      const refusal = row === null ? "unknown" : matches ? deathOf(row, now) : "wrong-secret";
      if (row === null || refusal !== null) {
        await audit("credential.refused", { reason: refusal });
        return null;
      }
      await forgive(prisma, null, address);
      await audit("credential.authenticated", {});
      return toCredential(row);
    },

    async find(id, now) {
      const row = await prisma.adminCredential.findUnique({
        where: { id },
        select: { ...CREDENTIAL, expiresAt: true, revokedAt: true },
      });
      return row === null || deathOf(row, now) !== null ? null : toCredential(row);
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
  const isSame =
    stored !== null && (await matchesChosenSecret(clientSecret, Buffer.from(stored.secretHash).toString()));
  if (isSame) return;
  const id = stored?.id ?? uuid();
  const secretHash = new Uint8Array(Buffer.from(await hashChosenSecret(clientSecret)));
  await transaction.adminCredential.upsert({
    where: { id },
    create: { id, publicId, secretHash, name: publicId, role: "sysadmin", createdAt: now },
    update: { secretHash },
    select: { id: true },
  });
  const action = stored === null ? "credential.created" : "credential.changed";
  const detail = { publicId, role: "sysadmin" };
  await appendAudit(transaction, { clientId: null, actor: by, action, target: id, detail, origin }, now);
}

/** Why a credential opens nothing any more; null while it lives. */
function deathOf({ expiresAt, revokedAt }: { expiresAt: Date | null; revokedAt: Date | null }, now: Date) {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= now ? "expired" : null;
}

type CredentialRow = {
  readonly id: string;
  readonly publicId: string;
  readonly name: string;
  readonly role: string;
  readonly clientId: string | null;
};

function toCredential({ id, publicId, name, role, clientId }: CredentialRow): Credential {
  const grant = {
    role: RoleName.parse(role),
    clientId: clientId === null ? null : ClientId.parse(clientId),
    workspaceId: null,
  };
  return { id, publicId, name, grants: [grant] };
}
