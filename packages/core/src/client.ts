import { z } from "zod";
import type { AuditOrigin } from "./audit.ts";
import type { ClientId } from "./ids.ts";
import type { Actor } from "./permission.ts";
import { type Result, refuse, succeed } from "./result.ts";
import type { ClientSettings } from "./settings.ts";

/** A client code stands in paths, host names and batch ids: letters, digits and hyphens, at most 63 characters (RFC 1123). */
export const ClientCode = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i);

/**
 * `disabled`: its callers, members and programs are shut out, and its batches wait. `deleting`: disabled for good, and
 * workers remove what it owns.
 */
export const CLIENT_STATES = ["enabled", "disabled", "deleting"] as const;
export type ClientState = (typeof CLIENT_STATES)[number];

/** The two times that a client's state is made of. */
export type ClientTimes = { readonly disabledAt: Date | null; readonly deletingAt: Date | null };

export function clientState({ disabledAt, deletingAt }: ClientTimes): ClientState {
  if (deletingAt !== null) return "deleting";
  return disabledAt === null ? "enabled" : "disabled";
}

/** An account of the installation: owns settings, tokens, profiles and batches. */
export type Client = {
  readonly id: ClientId;
  readonly code: string;
  readonly name: string;
  readonly imsOrgId: string | null;
  readonly state: ClientState;
  readonly settings: ClientSettings;
};

/** What a client is called by people: one line of at most 100 characters. */
export const ClientName = z
  .string()
  .trim()
  .regex(/^\P{Cc}{1,100}$/u)
  .refine((text) => text.isWellFormed());

/** What the SDKs call `imsOrgId`, such as `0123456789ABCDEF@AdobeOrg`; compared exactly. */
export const ImsOrgId = z.string().regex(/^[\x21-\x7e]{1,255}$/);

/** A client as lists of the installation show it. */
export type ListedClient = Pick<Client, "id" | "code" | "name" | "imsOrgId" | "state"> & {
  readonly createdAt: Date;
  /** Null while it is enabled. */
  readonly disabledAt: Date | null;
  /** People with a role in it; Sysadmins, whose role names no client, are not counted. */
  readonly memberCount: number;
  readonly workspaceCount: number;
};

/** Which clients to list. What is null does not matter. */
export type ClientQuery = {
  /** Part of the code or of the name, whatever its case. */
  readonly text: string | null;
  readonly state: ClientState | null;
  /** Begins after this code; clients are listed by theirs. */
  readonly after: string | null;
  readonly limit: number;
};

/** What is decided about a client from outside it. Its code never changes: paths, tokens' owners and batch ids hold it. */
export type ClientFields = { readonly name: string; readonly imsOrgId: string | null };

export type ClientFieldsRefusal = "code-taken" | "ims-org-id-taken";

/** `last-client`: no other one would be left, and the pages of the console are shown in one. */
export type ClientDeletionRefusal = "not-found" | "not-disabled" | "last-client";

/** The clients of the installation, for who runs it; each change with its audit event in one transaction. */
export interface ClientAdministration {
  /** By code, at most `limit`. */
  list(query: ClientQuery): Promise<readonly ListedClient[]>;
  /** The codes of these clients; those that are none are missing. */
  readCodes(clientIds: readonly ClientId[]): Promise<ReadonlyMap<ClientId, string>>;
  find(clientId: ClientId): Promise<ListedClient | null>;
  /** With default settings and a Default Workspace. Codes are kept in lower case. */
  create(
    by: Pick<Actor, "kind" | "id" | "name">,
    client: ClientFields & { readonly code: string },
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<ListedClient, ClientFieldsRefusal>>;
  /** What is absent stays as it was. */
  change(
    by: Pick<Actor, "kind" | "id" | "name">,
    clientId: ClientId,
    change: Partial<ClientFields>,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<ListedClient, "ims-org-id-taken" | "not-found">>;
  /** Disables a client, or enables it again. What changes nothing leaves no event. `deleting`: there is no way back. */
  setEnabled(
    by: Pick<Actor, "kind" | "id" | "name">,
    clientId: ClientId,
    isEnabled: boolean,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<ListedClient, "not-found" | "deleting">>;
  /**
   * Asks for the deletion of a disabled client with everything that it owns but its audit events. Workers carry it out,
   * for its profiles may be millions; its code is free once it is gone. Asking again changes nothing.
   */
  requestDeletion(
    by: Pick<Actor, "kind" | "id" | "name">,
    clientId: ClientId,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<ListedClient, ClientDeletionRefusal>>;
}

/**
 * The clients of the installation as one node sees them; at most a second old. It knows disabled ones too: whoever
 * names one must not be taken for somebody who names nobody.
 */
export interface ClientDirectory {
  /** Client codes are compared without regard to case, because host names are. */
  findByCode(code: string): Promise<Client | null>;
  findByImsOrgId(imsOrgId: string): Promise<Client | null>;
  /** The installation's only client, disabled or not; null when there are several. */
  findSole(): Promise<Client | null>;
}

/** The places of a call that can name its client. */
export type ClientHints = {
  /** The segment of `/m2/{segment}/…`. */
  readonly path: string | null;
  /** The query parameter `client`. */
  readonly query: string | null;
  /** The query parameter `imsOrgId`. */
  readonly imsOrgId: string | null;
  /** `Host` or `X-Forwarded-Host`. */
  readonly host: string | null;
};

export type ClientRefusal = "unknown-client" | "conflicting-clients";

/**
 * Finds the client that a call belongs to (U-01). Order: a known path segment, query `client`, a mapped `imsOrgId`,
 * the first label of the host, the only client there is. Refuses when two places name different known clients.
 * A query `client` that would decide and is unknown is refused (U-04): it never falls through to another client.
 * Nor does a disabled one, whatever names it beside others: its callers would write into somebody else's profiles. They
 * get the refusal of an unknown client, which does not tell that it is there.
 */
export async function resolveClient(
  hints: ClientHints,
  directory: ClientDirectory,
): Promise<Result<Client, ClientRefusal>> {
  const hostLabel = hints.host === null ? null : firstLabel(hints.host);
  const [path, query, org, host] = await Promise.all([
    hints.path === null ? null : directory.findByCode(hints.path),
    hints.query === null ? null : directory.findByCode(hints.query),
    hints.imsOrgId === null ? null : directory.findByImsOrgId(hints.imsOrgId),
    hostLabel === null ? null : directory.findByCode(hostLabel),
  ]);
  if (path === null && hints.query !== null && query === null) return refuse("unknown-client");
  const named = [path, query, org, host].filter((client) => client !== null);
  const first = named[0] ?? (await directory.findSole());
  if (first === null || isShut(first) || named.some(isShut)) return refuse("unknown-client");
  return named.some((client) => client.id !== first.id) ? refuse("conflicting-clients") : succeed(first);
}

const isShut = ({ state }: Client): boolean => state !== "enabled";

function firstLabel(host: string): string | null {
  const label = host.split(":", 1)[0]?.split(".", 1)[0];
  return label === undefined || label === "" ? null : label;
}
