import "server-only";
import { refuse, succeed } from "@silhouette/core/result";
import { ClientSettings, type SettingsChange } from "@silhouette/core/settings";
import { secondsLeft } from "@silhouette/core/token";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { changeSettings, issueToken } from "./commands";

/**
 * The token's scope, under its name or the older one (U-07). `debug_tools` belongs to a tool that this service does
 * not have, so it is refused like any unknown scope.
 */
const TokenQuery = z
  .object({ authorizationScope: z.string().optional(), scope: z.string().optional() })
  .transform(({ authorizationScope, scope }) => ({ authorizationScope: authorizationScope ?? scope }))
  .pipe(z.object({ authorizationScope: z.literal("profile_api") }));

const TOKEN_PATH = "/authentication/token";

const readToken = adminRoute({
  method: "GET",
  path: TOKEN_PATH,
  permission: "token:read",
  query: TokenQuery,
  body: null,
  handle: async ({ client }, { stores, now }) => {
    const token = await stores.tokens.findCurrent(client.id, now());
    if (token === null) return refuse([{ code: "Token.NotFound" }]);
    // U-25: only a hash is kept, so there is nothing to give; the caller learns at least how long the token lives.
    return refuse([{ code: "Token.NotRetrievable", meta: { expiresIn: secondsLeft(token, now()) } }]);
  },
});

const createToken = adminRoute({
  method: "POST",
  path: TOKEN_PATH,
  permission: "token:issue",
  query: TokenQuery,
  body: null,
  handle: async ({ actor, query, origin }, dependencies) => {
    const { text, token } = await issueToken(dependencies, actor, origin);
    return succeed({
      status: 201,
      body: {
        accessToken: text,
        tokenType: "bearer",
        scope: query.authorizationScope,
        // Callers of the original know 90 days less a second: the second in which the reply travels is counted off.
        expiresIn: Math.max(0, secondsLeft(token, token.createdAt) - 1),
      },
    });
  },
});

/** The settings under their names on the wire: the original's own name where it has one. */
const WireSettings = z.strictObject({
  enableProfileApiAuthentication: ClientSettings.shape.requireAuthentication,
  profileApiAuthScope: ClientSettings.shape.profileApiAuthScope,
  adminSettingsEditors: ClientSettings.shape.adminSettingsEditors,
  profileLifetimeDays: ClientSettings.shape.profileLifetimeDays,
  strictStatus: ClientSettings.shape.strictStatus,
});
const WireChange = WireSettings.partial();
type WireChange = z.infer<typeof WireChange>;

const toWire = ({ requireAuthentication, ...others }: ClientSettings): z.infer<typeof WireSettings> => ({
  enableProfileApiAuthentication: requireAuthentication,
  ...others,
});

function fromWire({ enableProfileApiAuthentication, ...others }: WireChange): SettingsChange {
  return enableProfileApiAuthentication === undefined
    ? others
    : { requireAuthentication: enableProfileApiAuthentication, ...others };
}

const SETTINGS_PATH = "/clients/settings";
const NoQuery = z.object({});

const readSettings = adminRoute({
  method: "GET",
  path: SETTINGS_PATH,
  permission: "settings:read",
  query: NoQuery,
  body: null,
  handle: async ({ client }) => succeed({ status: 200, body: toWire(client.settings) }),
});

const writeSettings = (method: "PUT" | "PATCH", body: z.ZodType<WireChange>) =>
  adminRoute({
    method,
    path: SETTINGS_PATH,
    permission: "settings:write",
    query: NoQuery,
    body,
    handle: async (context, dependencies) => {
      const changed = await changeSettings(dependencies, context.actor, fromWire(context.body), context.origin);
      if (!changed.ok) return refuse([{ code: "Permission.Denied" }]);
      return succeed({ status: 200, body: toWire(changed.value.settings) });
    },
  });

/** `GET` and `POST /{tenant}/target/authentication/token` (contract section 7.2). */
export const tokenRoutes: readonly AnyAdminRoute[] = [readToken, createToken];

/** `/{tenant}/target/clients/settings` (contract section 13): PUT names every setting, PATCH those that change. */
export const settingsRoutes: readonly AnyAdminRoute[] = [
  readSettings,
  writeSettings("PUT", WireSettings),
  writeSettings("PATCH", WireChange),
];
