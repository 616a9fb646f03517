import "server-only";
import type { AuthenticationImpact } from "@silhouette/core/call-count";
import type { Client } from "@silhouette/core/client";
import type { StoredSettings } from "@silhouette/core/control-plane";
import type { WebhookState } from "@silhouette/core/notice";
import { type Actor, can } from "@silhouette/core/permission";
import { type Remaining, remainingUntil } from "@silhouette/core/remaining";
import type { OriginalSettings, ProfileApiAuthScope } from "@silhouette/core/settings";
import type { TokenSummary } from "@silhouette/core/token";
import type { Dependencies } from "@/server/dependencies";
import { toDeliveries, type WebhookDelivery } from "./webhook-deliveries";

/** The current token as people may see it: everything about it but its text. */
export type TokenView = {
  readonly publicId: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly remaining: Remaining;
};

export type ImplementationView = {
  readonly clientCode: string;
  readonly imsOrgId: string | null;
  readonly requireAuthentication: boolean;
  /** Who has changed which setting last, and when. */
  readonly stamps: Pick<StoredSettings, "updatedAt" | "updatedBy" | "lastChanges">;
  readonly token: TokenView | null;
  /** The account's own token or a named one works. */
  readonly hasWorkingToken: boolean;
  /** Until when a replaced token still works; null when none does (U-25). */
  readonly previousWorksUntil: Date | null;
  /** How long the current token would work on if it were replaced now. */
  readonly tokenGraceSeconds: number;
  /** Calls without a live token in the last 24 hours: what switching on would refuse. */
  readonly impact: AuthenticationImpact;
  readonly authScope: ProfileApiAuthScope;
  readonly originalSettings: OriginalSettings;
  readonly mayWriteSettings: boolean;
  readonly mayIssueToken: boolean;
  readonly readAt: Date;
};

/** How notices are posted, without the address, which may hold a secret. */
export type WebhookView = Omit<WebhookState, "url"> & {
  readonly clientCode: string;
  readonly hasUrl: boolean;
  /** The last ones, newest first. */
  readonly deliveries: readonly WebhookDelivery[];
  readonly mayWriteSettings: boolean;
};

/** Notices that are looked through for those that were posted, and posts that are shown of them. */
const NOTICES_READ = 50;
const DELIVERIES_SHOWN = 5;

export async function readWebhook({ notices, now }: Dependencies, actor: Actor, client: Client): Promise<WebhookView> {
  const [{ url, hasSecret, secretMade }, latest] = await Promise.all([
    notices.readWebhookState(client.id),
    notices.list(client.id, { isOpen: false }, { before: null, limit: NOTICES_READ }, now()),
  ]);
  const mayWriteSettings = can(actor, "settings:write", client.id);
  const hasUrl = url !== null;
  const deliveries = toDeliveries(latest, { hasUrl, mayReadErrors: mayWriteSettings }).slice(0, DELIVERIES_SHOWN);
  return { clientCode: client.code, hasUrl, hasSecret, secretMade, deliveries, mayWriteSettings };
}

/** What Administration > Implementation shows to this actor. */
export async function readImplementation(
  { stores, now }: Dependencies,
  actor: Actor,
  client: Client,
): Promise<ImplementationView> {
  const readAt = now();
  const [{ originalSettings, ...stamps }, token, previousWorksUntil, impact, working] = await Promise.all([
    stores.clients.readSettings(client.id),
    stores.tokens.findCurrent(client.id, readAt),
    stores.tokens.findGraceEnd(client.id, readAt),
    stores.callCounts.readImpact(client.id, readAt),
    stores.tokenAdministration.list(
      client.id,
      { state: "working", workspaceId: null, text: "" },
      { after: null, limit: 10 },
      readAt,
    ),
  ]);
  return {
    clientCode: client.code,
    imsOrgId: client.imsOrgId,
    requireAuthentication: client.settings.requireAuthentication,
    stamps,
    token: token === null ? null : toTokenView(token, readAt),
    hasWorkingToken: working.some(({ scope }) => scope === "profile_api"),
    previousWorksUntil,
    tokenGraceSeconds: client.settings.tokenGraceSeconds,
    impact,
    originalSettings,
    authScope: client.settings.profileApiAuthScope,
    mayWriteSettings: can(actor, "settings:write", client.id),
    mayIssueToken: can(actor, "token:issue", client.id),
    readAt,
  };
}

const toTokenView = ({ publicId, createdAt, createdBy, expiresAt }: TokenSummary, now: Date): TokenView => ({
  publicId,
  createdAt,
  createdBy,
  expiresAt,
  remaining: remainingUntil(expiresAt, now),
});
