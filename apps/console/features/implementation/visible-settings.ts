import "server-only";
import { maskWebhookUrl } from "@silhouette/core/notice-webhook";
import { type Actor, can } from "@silhouette/core/permission";
import type { ClientSettings } from "@silhouette/core/settings";

/** The settings as the actor may see them: the address of a webhook may hold a secret, so who may set it reads it. */
export const visibleSettings = (actor: Actor, settings: ClientSettings): ClientSettings =>
  can(actor, "settings:write", actor.clientId)
    ? settings
    : { ...settings, noticeWebhookUrl: maskWebhookUrl(settings.noticeWebhookUrl) };
