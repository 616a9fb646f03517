import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import {
  type CredentialAdministration,
  CredentialName,
  type CredentialQuery,
  type CredentialState,
  credentialState,
  type ListedCredential,
  ROTATION_OVERLAP_SECONDS,
} from "@silhouette/core/credential";
import type { ClientId } from "@silhouette/core/ids";
import { mayGrant } from "@silhouette/core/member-rules";
import { type Actor, canEverywhere } from "@silhouette/core/permission";
import { refuse, succeed } from "@silhouette/core/result";
import { v7 as uuid } from "uuid";
import { appendAudit } from "./audit.ts";
import { toStoredSecret } from "./credentials.ts";
import type { Prisma } from "./generated/client.ts";
import { lockInstallation } from "./installation-lock.ts";
import { toGrant } from "./member-row.ts";
import { hasWorkspaces } from "./member-writes.ts";
import { containing, type Database, type Transaction } from "./prisma-client.ts";

const LISTED = {
  id: true,
  publicId: true,
  name: true,
  role: true,
  clientId: true,
  workspaceId: true,
  workspace: { select: { clientId: true, isDefault: true, name: true } },
  createdAt: true,
  createdBy: true,
  expiresAt: true,
  revokedAt: true,
  revokedBy: true,
  previousSecretEndsAt: true,
  lastUsedAt: true,
  lastUsedAddress: true,
} as const satisfies Prisma.AdminCredentialSelect;

type ListedRow = Prisma.AdminCredentialGetPayload<{ select: typeof LISTED }>;

export function createCredentialAdministration(prisma: Database): CredentialAdministration {
  return {
    async list(actor, { text, state, after, limit }, now) {
      const rows = await prisma.adminCredential.findMany({
        where: {
          AND: [
            withinSight(actor),
            ...(text === null ? [] : [{ OR: [{ name: containing(text) }, { publicId: containing(text) }] }]),
            ...(state === null ? [] : [inState(state, now)]),
            ...(after === null ? [] : [olderThan(after)]),
          ],
        },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        take: limit,
        select: LISTED,
      });
      return rows.map((row) => toListed(row, actor));
    },

    find: (actor, id) => findCredential(prisma, actor, id),

    async create(actor, { publicId, secret, name, grant, expiresAt }, origin, now) {
      const secretHash = await toStoredSecret(secret);
      return prisma.$transaction(async (transaction) => {
        // A workspace is not deleted meanwhile: it would take the new credential with it, unseen.
        await lockInstallation(transaction);
        if (!(await hasWorkspaces(transaction, actor.clientId, [grant]))) return refuse("unknown-workspace");
        const isHere = grant.clientId === null || grant.clientId === actor.clientId;
        if (!isHere || !mayGrant(actor, grant)) return refuse("beyond-reach");
        const { role, clientId, workspaceId } = grant;
        const row = await transaction.adminCredential.create({
          data: {
            id: uuid(),
            publicId,
            secretHash,
            name: CredentialName.parse(name),
            role,
            clientId,
            workspaceId,
            createdAt: now,
            createdBy: actor.name,
            expiresAt,
          },
          select: LISTED,
        });
        const credential = toListed(row, actor);
        const after = { publicId, name: credential.name, role, ...placeOf(credential), expiresAt };
        await audit(transaction, actor, credential, "credential.created", { after }, origin, now);
        return succeed(credential);
      });
    },

    rename: (actor, id, name, origin, now) =>
      prisma.$transaction(async (transaction) => {
        const stored = await lockCredential(transaction, actor, id);
        if (stored === null) return refuse("not-found");
        if (!stored.isManageable) return refuse("beyond-reach");
        if (stored.name === name) return succeed(stored);
        const after = { name: CredentialName.parse(name) };
        await transaction.adminCredential.update({ where: { id }, data: after, select: { id: true } });
        const detail = { publicId: stored.publicId, before: { name: stored.name }, after };
        await audit(transaction, actor, stored, "credential.changed", detail, origin, now);
        return succeed({ ...stored, ...after });
      }),

    async rotate(actor, id, secret, overlap, origin, now) {
      const secretHash = await toStoredSecret(secret);
      return prisma.$transaction(async (transaction) => {
        const stored = await lockCredential(transaction, actor, id);
        if (stored === null) return refuse("not-found");
        if (!stored.isManageable) return refuse("beyond-reach");
        if (credentialState(stored, now) !== "live") return refuse("not-live");
        const seconds = ROTATION_OVERLAP_SECONDS[overlap];
        const worksUntil = seconds === 0 ? null : new Date(now.getTime() + seconds * 1000);
        const former = await transaction.adminCredential.findUniqueOrThrow({
          where: { id },
          select: { secretHash: true },
        });
        const row = await transaction.adminCredential.update({
          where: { id },
          data: {
            secretHash,
            previousSecretHash: worksUntil === null ? null : former.secretHash,
            previousSecretEndsAt: worksUntil,
          },
          select: LISTED,
        });
        const detail = { publicId: stored.publicId, overlap, formerSecretWorksUntil: worksUntil };
        await audit(transaction, actor, stored, "credential.rotated", detail, origin, now);
        return succeed(toListed(row, actor));
      });
    },

    revoke: (actor, id, origin, now) =>
      prisma.$transaction(async (transaction) => {
        const stored = await lockCredential(transaction, actor, id);
        if (stored === null) return refuse("not-found");
        if (!stored.isManageable) return refuse("beyond-reach");
        if (stored.revokedAt !== null) return succeed(stored);
        const row = await transaction.adminCredential.update({
          where: { id },
          data: {
            revokedAt: now,
            revokedBy: actor.name,
            previousSecretHash: null,
            previousSecretEndsAt: null,
          },
          select: LISTED,
        });
        const detail = { publicId: stored.publicId, name: stored.name };
        await audit(transaction, actor, stored, "credential.revoked", detail, origin, now);
        return succeed(toListed(row, actor));
      }),
  };
}

/** Who manages credentials of a client sees all of the client's; those of the installation are for who runs it. */
function withinSight(actor: Actor): Prisma.AdminCredentialWhereInput {
  const own = { clientId: actor.clientId };
  return canEverywhere(actor, "client:manage", actor.clientId) ? { OR: [own, { clientId: null }] } : own;
}

/** The same as `credentialState`, as a condition of the database. */
const inState = (state: CredentialState, now: Date): Prisma.AdminCredentialWhereInput =>
  ({
    revoked: { revokedAt: { not: null } },
    expired: { revokedAt: null, expiresAt: { lte: now } },
    live: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
  })[state];

const olderThan = ({ createdAt, id }: NonNullable<CredentialQuery["after"]>): Prisma.AdminCredentialWhereInput => ({
  OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }],
});

async function findCredential(database: Transaction, actor: Actor, id: string): Promise<ListedCredential | null> {
  const row = await database.adminCredential.findFirst({ where: { id, ...withinSight(actor) }, select: LISTED });
  return row && toListed(row, actor);
}

/** Two who change one credential at once do so one after the other. */
async function lockCredential(transaction: Transaction, actor: Actor, id: string): Promise<ListedCredential | null> {
  await transaction.$executeRaw`SELECT 1 FROM admin_credential WHERE id = ${id} FOR UPDATE`;
  return findCredential(transaction, actor, id);
}

function toListed(row: ListedRow, actor: Actor): ListedCredential {
  const { role, clientId, workspaceId, workspace, ...credential } = row;
  const grant = { ...toGrant({ role, clientId, workspaceId, workspace }), workspaceName: workspace?.name ?? null };
  return { ...credential, grant, isManageable: mayGrant(actor, grant) };
}

const placeOf = ({ grant }: ListedCredential) =>
  grant.workspaceId === null ? {} : { workspaceId: grant.workspaceId, workspaceName: grant.workspaceName };

/** A credential of a client is in that client's log, one of the installation in the installation's. */
function audit(
  transaction: Transaction,
  actor: Actor,
  { id, grant }: ListedCredential,
  action: AuditEvent["action"],
  detail: Readonly<Record<string, unknown>>,
  origin: AuditOrigin,
  now: Date,
): Promise<void> {
  const clientId: ClientId | null = grant.clientId;
  return appendAudit(transaction, { clientId, actor, action, target: id, detail, origin }, now);
}
