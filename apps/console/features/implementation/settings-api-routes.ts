import "server-only";
import type { StoredSettings } from "@silhouette/core/control-plane";
import type { Actor } from "@silhouette/core/permission";
import { refuse, succeed } from "@silhouette/core/result";
import { ClientSettings, DEFAULT_SETTINGS, NewSettings, OriginalSettings } from "@silhouette/core/settings";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { Time } from "@/server/api-schema";
import { permitChange } from "./commands";
import { visibleSettings } from "./visible-settings";

const PATH = "/settings";
const tag = "Settings";
const NoQuery = z.object({});

const SettingsView = z
  .object({
    ...ClientSettings.shape,
    originalSettings: OriginalSettings.describe("Settings of the original that are kept and decide nothing"),
    updatedAt: Time,
    updatedBy: z.string().nullable().describe("Who changed any of them last; null when nobody has yet"),
    lastChanges: z
      .record(z.string(), z.object({ at: Time, by: z.string() }))
      .describe(
        "Who changed which setting last, by its name, those of `originalSettings` and `webhookSecret` among them; a setting is absent until it changes",
      ),
  })
  .meta({ id: "Settings" });

const SettingsPatch = z
  .strictObject({ ...NewSettings.shape, originalSettings: OriginalSettings })
  .partial()
  .meta({ id: "SettingsChange" });

const example = {
  ...DEFAULT_SETTINGS,
  requireAuthentication: true,
  originalSettings: {},
  updatedAt: "2026-03-02T09:15:27.411Z",
  updatedBy: "ada@example.com",
  lastChanges: { requireAuthentication: { at: "2026-03-02T09:15:27.411Z", by: "ada@example.com" } },
};

const readSettings = adminRoute({
  method: "GET",
  path: PATH,
  permission: "settings:read",
  query: NoQuery,
  body: null,
  documentation: {
    operationId: "readSettings",
    summary: "Read the settings, and who changed each of them last",
    tag,
    response: { status: 200, schema: SettingsView, example },
  },
  handle: async ({ actor, client }, { stores }) =>
    succeed({ status: 200, body: toView(actor, await stores.clients.readSettings(client.id)) }),
});

const changeSettings = adminRoute({
  method: "PATCH",
  path: PATH,
  permission: "settings:write",
  query: NoQuery,
  body: SettingsPatch,
  ifMatch: "optional",
  documentation: {
    operationId: "changeSettings",
    summary: "Change settings",
    description:
      "What is absent stays as it was. With `If-Match` nothing is changed unless the settings are still as they were read. Some settings ask for a higher role than others.",
    tag,
    response: { status: 200, schema: SettingsView, example },
    requestExample: { requireAuthentication: true },
  },
  handle: async ({ actor, client, body, origin, isCurrent }, dependencies) => {
    const change = await permitChange(dependencies, client, actor, body, origin);
    if (!change.ok) return refuse([{ code: "Permission.Denied" }]);
    const { stores, now } = dependencies;
    const isAsRead = (stored: StoredSettings) => isCurrent(toView(actor, stored));
    const changed = await stores.clients.changeSettingsIf(actor, change.value, isAsRead, origin, now());
    if (!changed.ok) return refuse([{ code: "Precondition.Failed" }]);
    return succeed({ status: 200, body: toView(actor, changed.value) });
  },
});

/** The settings under their own names; `/{tenant}/target/clients/settings` has them as the original does. */
const toView = (actor: Actor, { settings, originalSettings, updatedAt, updatedBy, lastChanges }: StoredSettings) => ({
  ...visibleSettings(actor, settings),
  originalSettings,
  updatedAt: updatedAt.toISOString(),
  updatedBy,
  lastChanges: Object.fromEntries(
    Object.entries(lastChanges).map(([name, { at, by }]) => [name, { at: at.toISOString(), by }]),
  ),
});

/** `/api/v1/clients/{code}/settings`. */
export const settingsApiRoutes: readonly AnyAdminRoute[] = [readSettings, changeSettings];
