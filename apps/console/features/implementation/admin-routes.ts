import "server-only";
import type { Actor } from "@silhouette/core/permission";
import { refuse, succeed } from "@silhouette/core/result";
import { type ClientSettings, NewSettings, OriginalSettings, type SettingsChange } from "@silhouette/core/settings";
import type { TokenSummary } from "@silhouette/core/token";
import { secondsLeft, TOKEN_SCOPES } from "@silhouette/core/token";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { issueToken } from "@/server/issue-token";
import { changeSettings } from "./commands";
import { visibleSettings } from "./visible-settings";

/**
 * The token's scope, under its name or the older one (U-07). A token of the scope `debug_tools` is made for callers who
 * ask for one; nothing here takes it, the Profile API least of all (contract section 7.1).
 */
const TokenQuery = z
  .object({ authorizationScope: z.unknown().optional(), scope: z.unknown().optional() })
  .transform(({ authorizationScope, scope }) => ({ authorizationScope: authorizationScope ?? scope }))
  .pipe(z.object({ authorizationScope: z.enum(TOKEN_SCOPES) }));

const TOKEN_PATH = "/authentication/token";

const readToken = adminRoute({
  method: "GET",
  path: TOKEN_PATH,
  permission: "token:read",
  query: TokenQuery,
  body: null,
  handle: async ({ client, query }, { stores, now }) => {
    const token = await stores.tokens.findCurrent(client.id, now(), query.authorizationScope);
    if (token === null) return refuse([{ code: "Token.NotFound" }]);
    const text = await stores.tokens.readText(token);
    if (text !== null) return succeed({ status: 200, body: toTokenReply(text, token, now()) });
    // U-25: only a hash is kept, so there is nothing to give; the caller learns at least how long the token lives.
    return refuse([{ code: "Token.NotRetrievable", meta: { expiresIn: expiresIn(token, now()) } }]);
  },
});

const createToken = adminRoute({
  method: "POST",
  path: TOKEN_PATH,
  permission: "token:issue",
  isIdempotent: true,
  query: TokenQuery,
  body: null,
  handle: async ({ actor, client, query, origin }, dependencies) => {
    const scope = query.authorizationScope;
    const { text, token } = await issueToken(dependencies, client, actor, origin, { scope });
    return succeed({ status: 201, body: toTokenReply(text, token, token.createdAt) });
  },
});

const toTokenReply = (text: string, token: TokenSummary, now: Date) => ({
  accessToken: text,
  tokenType: "bearer",
  scope: token.scope,
  expiresIn: expiresIn(token, now),
});

/** Callers of the original know 90 days less a second: the second in which the reply travels is counted off. */
const expiresIn = (token: TokenSummary, now: Date): number => Math.max(0, secondsLeft(token, now) - 1);

/** The settings under their names on the wire: the original's own name where it has one. */
const { requireAuthentication: enableProfileApiAuthentication, ...ownSettings } = NewSettings.shape;
const WireChange = z
  .strictObject({ ...ownSettings, enableProfileApiAuthentication })
  .partial()
  .extend(OriginalSettings.shape);
type WireChange = z.infer<typeof WireChange>;

/**
 * PUT must name the one setting of the original that has an effect here. A script written for the original knows none of
 * our own, and need not send all of the original's: what is absent stays as it was.
 */
const WireSettings = WireChange.required({ enableProfileApiAuthentication: true });

const toWire = (actor: Actor, settings: ClientSettings, original: OriginalSettings): WireChange => {
  const { requireAuthentication, ...own } = visibleSettings(actor, settings);
  return { enableProfileApiAuthentication: requireAuthentication, ...own, ...original };
};

function fromWire({ enableProfileApiAuthentication, ...others }: WireChange): SettingsChange {
  const isOriginal = (name: string) => name in OriginalSettings.shape;
  const original = Object.entries(others).filter(([name]) => isOriginal(name));
  const own = Object.entries(others).filter(([name]) => !isOriginal(name));
  return {
    ...Object.fromEntries(own),
    ...(original.length === 0 ? {} : { originalSettings: Object.fromEntries(original) }),
    ...(enableProfileApiAuthentication === undefined ? {} : { requireAuthentication: enableProfileApiAuthentication }),
  };
}

const SETTINGS_PATH = "/clients/settings";
const NoQuery = z.object({});

const readSettings = adminRoute({
  method: "GET",
  path: SETTINGS_PATH,
  permission: "settings:read",
  query: NoQuery,
  body: null,
  handle: async ({ actor, client }, { stores }) => {
    const original = await stores.clients.readOriginalSettings(client.id);
    return succeed({ status: 200, body: toWire(actor, client.settings, original) });
  },
});

const writeSettings = (method: "PUT" | "PATCH", body: z.ZodType<WireChange>) =>
  adminRoute({
    method,
    path: SETTINGS_PATH,
    permission: "settings:write",
    query: NoQuery,
    body,
    handle: async ({ actor, client, body, origin }, dependencies) => {
      const changed = await changeSettings(dependencies, client, actor, fromWire(body), origin);
      if (!changed.ok) return refuse([{ code: "Permission.Denied" }]);
      const original = await dependencies.stores.clients.readOriginalSettings(client.id);
      return succeed({ status: 200, body: toWire(actor, changed.value.settings, original) });
    },
  });

/** `GET` and `POST /{tenant}/target/authentication/token` (contract section 7.2). */
export const tokenRoutes: readonly AnyAdminRoute[] = [readToken, createToken];

/** `/{tenant}/target/clients/settings` (contract section 13): PUT takes the whole object, PATCH what changes. */
export const settingsRoutes: readonly AnyAdminRoute[] = [
  readSettings,
  writeSettings("PUT", WireSettings),
  writeSettings("PATCH", WireChange),
];
