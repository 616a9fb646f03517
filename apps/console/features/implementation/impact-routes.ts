import "server-only";
import {
  type AuthenticationImpact,
  CALL_SURFACES,
  type CallMinute,
  coveredCalls,
  isCovered,
} from "@silhouette/core/call-count";
import type { Client } from "@silhouette/core/client";
import { refuse, succeed } from "@silhouette/core/result";
import { ProfileApiAuthScope } from "@silhouette/core/settings";
import { TOKEN_REFUSALS } from "@silhouette/core/token";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { Time } from "@/server/api-schema";

const HOUR_MILLIS = 3_600_000;
/** Longest time that one reply tells of: half of what is kept, some thousand entries. */
const RANGE_MILLIS_MAX = 24 * HOUR_MILLIS;
const tag = "Calls";

const TokenCallSurface = z.enum(CALL_SURFACES.filter((surface) => isCovered("all", surface)));
const Calls = z.object({
  calls: z.int().describe("All calls"),
  withoutToken: z.int().describe("Those without a live token: refused once authentication covers them"),
});

const ImpactView = z
  .object({
    from: Time.describe("Start of the hour in which the last 24 hours began"),
    to: Time,
    requireAuthentication: z.boolean(),
    profileApiAuthScope: ProfileApiAuthScope,
    byScope: z
      .object({ all: Calls, bulk: Calls })
      .describe("What Require Authentication covers with each value of profileApiAuthScope"),
    surfaces: z.array(z.object({ surface: TokenCallSurface, ...Calls.shape })),
    callers: z
      .array(
        z.object({
          surface: TokenCallSurface,
          reason: z.enum(TOKEN_REFUSALS),
          address: z.string().describe("As the setting ipObfuscation keeps it; empty when it is not known"),
          agent: z.string(),
          calls: z.int(),
          lastAt: Time,
        }),
      )
      .describe("Who calls without a live token, most calls first"),
    hasMoreCallers: z.boolean().describe("Whether there are more callers than are listed"),
  })
  .meta({ id: "AuthenticationImpact" });

const readImpact = adminRoute({
  method: "GET",
  path: "/authentication-impact",
  permission: "settings:read",
  query: z.object({}),
  body: null,
  documentation: {
    operationId: "readAuthenticationImpact",
    summary: "See which calls Require Authentication would refuse",
    description:
      "Calls of the last 24 hours without a live token, by surface and caller, whether authentication is on or off. The last seconds may be missing.",
    tag,
    response: {
      status: 200,
      schema: ImpactView,
      example: {
        from: "2026-03-01T09:00:00.000Z",
        to: "2026-03-02T09:15:27.411Z",
        requireAuthentication: false,
        profileApiAuthScope: "all",
        byScope: { all: { calls: 4020, withoutToken: 12 }, bulk: { calls: 20, withoutToken: 0 } },
        surfaces: [
          { surface: "fetch", calls: 4000, withoutToken: 12 },
          { surface: "single", calls: 0, withoutToken: 0 },
          { surface: "bulk", calls: 5, withoutToken: 0 },
          { surface: "status", calls: 15, withoutToken: 0 },
        ],
        callers: [
          {
            surface: "fetch",
            reason: "missing",
            address: "192.0.2.17",
            agent: "curl/8.17.0",
            calls: 12,
            lastAt: "2026-03-02T09:14:02.118Z",
          },
        ],
        hasMoreCallers: false,
      },
    },
  },
  handle: async ({ client }, { stores, now }) =>
    succeed({ status: 200, body: toImpactView(client, await stores.callCounts.readImpact(client.id, now())) }),
});

const CallsView = z
  .object({
    from: Time,
    to: Time,
    minutes: z
      .array(
        z.object({
          minute: Time,
          surface: z.enum(CALL_SURFACES),
          calls: z.int(),
          failed: z.int().describe("Those answered with a status of 500 or above"),
        }),
      )
      .describe("In order; a minute without calls is absent"),
  })
  .meta({ id: "Calls" });

const readCalls = adminRoute({
  method: "GET",
  path: "/calls",
  permission: "settings:read",
  query: z.object({
    from: z.iso.datetime().describe("An hour before `to` unless said").optional(),
    to: z.iso.datetime().describe("Now unless said; at most 24 hours after `from`").optional(),
  }),
  body: null,
  documentation: {
    operationId: "readCalls",
    summary: "Read the calls of the Profile API by minute and surface",
    description: "What is older than 48 hours is gone. The last seconds may be missing.",
    tag,
    response: {
      status: 200,
      schema: CallsView,
      example: {
        from: "2026-03-02T08:15:27.411Z",
        to: "2026-03-02T09:15:27.411Z",
        minutes: [{ minute: "2026-03-02T09:14:00.000Z", surface: "fetch", calls: 12, failed: 0 }],
      },
    },
  },
  handle: async ({ client, query }, { stores, now }) => {
    const to = query.to === undefined ? now() : new Date(query.to);
    const from = query.from === undefined ? new Date(to.getTime() - HOUR_MILLIS) : new Date(query.from);
    const millis = to.getTime() - from.getTime();
    if (millis < 0 || millis > RANGE_MILLIS_MAX) {
      const message = "from must be before to, by at most 24 hours";
      return refuse([{ code: "Parameter.Invalid", message, meta: { parameter: "from" } }]);
    }
    const minutes = await stores.callCounts.readCallsPerMinute(client.id, from, to);
    return succeed({ status: 200, body: { from, to, minutes: minutes.map(toMinuteView) } });
  },
});

/** `/api/v1/clients/{code}/authentication-impact` and `/calls`. */
export const impactRoutes: readonly AnyAdminRoute[] = [readImpact, readCalls];

function toImpactView({ settings }: Client, impact: AuthenticationImpact): object {
  const { requireAuthentication, profileApiAuthScope } = settings;
  const { from, to, surfaces, callers, hasMoreCallers } = impact;
  return {
    from,
    to,
    requireAuthentication,
    profileApiAuthScope,
    byScope: { all: coveredCalls(impact, "all"), bulk: coveredCalls(impact, "bulk") },
    surfaces,
    callers,
    hasMoreCallers,
  };
}

const toMinuteView = ({ minute, surface, calls, failed }: CallMinute) => ({ minute, surface, calls, failed });
