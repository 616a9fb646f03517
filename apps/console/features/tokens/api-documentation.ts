import "server-only";
import { z } from "zod";
import type { RouteDocumentation } from "@/server/admin-route";
import { pageOf } from "@/server/api-schema";
import { FoundTokenView, NoticeView, TokenUsageView, TokenView } from "./api-views";

const tag = "Tokens";
const noticeTag = "Notices";

const IssuedView = TokenView.extend({
  text: z.string().describe("The token itself. Shown this once: only a hash of it is kept"),
}).meta({ id: "IssuedToken" });

const live: z.infer<typeof TokenView> = {
  tokenId: "019cae2a-7b3d-7c11-9e1f-0a6d3c5b7e21",
  publicId: "0123456789ABCDEF",
  name: "Nightly import",
  note: "Runs on the data platform",
  scope: "profile_api",
  surfaces: ["bulk"],
  workspaceId: null,
  state: "live",
  worksUntil: "2026-05-31T09:15:27.411Z",
  createdAt: "2026-03-02T09:15:27.411Z",
  createdBy: "ada@example.com",
  expiresAt: "2026-05-31T09:15:27.411Z",
  endedAt: null,
  endedBy: null,
  endedFor: null,
  replaces: null,
  lastUse: { at: "2026-03-03T01:00:04.120Z", address: "192.0.2.7", agent: "python-requests/2.33", surface: "bulk" },
};
const successor = {
  ...live,
  tokenId: "019cb8f0-2c4a-7d02-8a35-4e0f7b1c9d63",
  publicId: "GHIJKLMNOPQRSTUV",
  createdAt: "2026-03-04T09:00:00.000Z",
  expiresAt: "2026-06-02T09:00:00.000Z",
  worksUntil: "2026-06-02T09:00:00.000Z",
  replaces: live.tokenId,
  lastUse: null,
};
const revoked = {
  ...live,
  state: "revoked" as const,
  worksUntil: null,
  endedAt: "2026-03-04T10:00:00.000Z",
  endedBy: "ada@example.com",
  endedFor: "leaked" as const,
};
const text = "sil_GHIJKLMNOPQRSTUV_…";
const caller = {
  address: "192.0.2.7",
  agent: "python-requests/2.33",
  surface: "bulk",
  calls: 12,
  lastUsedAt: "2026-03-04T09:20:11.000Z",
};
const notice: z.infer<typeof NoticeView> = {
  noticeId: "019d3a5e-91b2-7f40-b6c8-2d7e8f90a1b3",
  token: { tokenId: live.tokenId, publicId: live.publicId, name: live.name, expiresAt: live.expiresAt },
  daysBefore: 7,
  isOpen: true,
  createdAt: "2026-05-24T09:15:41.002Z",
  mailedAt: "2026-05-24T09:15:41.730Z",
  postedAt: null,
  nextAttemptAt: "2026-05-24T09:16:41.730Z",
  lastError: "webhook: the receiver answered 500",
  dismissedAt: null,
  dismissedBy: null,
};

/** What the reference says of the calls about tokens. */
export const TOKEN_DOCUMENTATION = {
  list: {
    operationId: "listTokens",
    summary: "List tokens",
    description:
      "Those that work come first, then those that have ended; in each part the newest first. `q` finds part of a name, or the beginning of a public id.",
    tag,
    response: { status: 200, schema: pageOf("tokens", TokenView), example: { tokens: [live, revoked], next: null } },
  },
  create: {
    operationId: "createToken",
    summary: "Make a named token",
    description:
      "It lives beside the account's own token. Without `expiresInDays` and `expiresAt` it lives as long as the client's `tokenLifetimeDays` allows; without `surfaces` it opens all. 409 when a live token has the name.",
    tag,
    response: { status: 201, schema: IssuedView, example: { ...live, text } },
    requestExample: {
      name: "Nightly import",
      note: "Runs on the data platform",
      surfaces: ["bulk"],
      expiresInDays: 90,
    },
    otherStatuses: [409, 422],
  },
  read: {
    operationId: "readToken",
    summary: "Read one token",
    description: "Ended tokens stay, with who ended them, when and why.",
    tag,
    response: { status: 200, schema: TokenView, example: live },
  },
  describe: {
    operationId: "changeToken",
    summary: "Change a token's name or note",
    description: "409 for the account's own token, for one that has ended, and for a name that a live token has.",
    tag,
    response: { status: 200, schema: TokenView, example: live },
    requestExample: { note: "Moved to the new platform" },
    otherStatuses: [409],
  },
  rotate: {
    operationId: "rotateToken",
    summary: "Rotate a token",
    description:
      "Makes a token like it and lets the old one work on for the overlap: `none`, `1h`, `24h` or `7d`; without one, for the client's `tokenGraceSeconds`. Safe to repeat with an `Idempotency-Key`. 409 for a token that has ended or was replaced.",
    tag,
    response: { status: 201, schema: IssuedView, example: { ...successor, text } },
    requestExample: { overlap: "24h" },
    otherStatuses: [409, 422],
  },
  finish: {
    operationId: "finishRotation",
    summary: "Finish a rotation early",
    description:
      "Replaced tokens that still work are dead at once. Takes the id of the new token or of the replaced one, and answers with the one that goes on. 409 where no replaced token works.",
    tag,
    response: { status: 200, schema: TokenView, example: successor },
    otherStatuses: [409, 422],
  },
  undo: {
    operationId: "undoRotation",
    summary: "Undo a rotation",
    description:
      "While the replaced token works: it is live again until its own expiry, and the new one is dead. Takes the id of either, and answers with the one that lives again. 409 once it is too late.",
    tag,
    response: { status: 200, schema: TokenView, example: live },
    otherStatuses: [409, 422],
  },
  revoke: {
    operationId: "revokeToken",
    summary: "Revoke a token",
    description: "It is refused everywhere within a second. 409 for one that has ended.",
    tag,
    response: { status: 200, schema: TokenView, example: revoked },
    requestExample: { reason: "leaked" },
    otherStatuses: [409, 422],
  },
  usage: {
    operationId: "readTokenUsage",
    summary: "Read how a token is used",
    description: "Complete but for the last seconds. During an overlap it says who still calls with the old token.",
    tag,
    response: {
      status: 200,
      schema: TokenUsageView,
      example: {
        tokenId: successor.tokenId,
        lastUse: null,
        days: [{ day: "2026-03-04", calls: 12 }],
        callers: [caller],
        overlaps: [
          {
            tokenId: live.tokenId,
            publicId: live.publicId,
            worksUntil: "2026-03-05T09:00:00.000Z",
            callers: [caller],
          },
        ],
      },
    },
  },
  find: {
    operationId: "findToken",
    summary: "Find a token by its text",
    description:
      "For a report of a leak: says which token of the client a text is, and revokes it with `revoke`. 404 for any other text.",
    tag,
    response: { status: 200, schema: TokenView, example: revoked },
    requestExample: { text: "sil_0123456789ABCDEF_…", revoke: true },
  },
  findAnywhere: {
    operationId: "findTokenAnywhere",
    summary: "Find a token of any client by its text",
    description:
      "For a report of a leak that does not say whose the token is. Says which client's token a text is; `POST /api/v1/clients/{code}/tokens/{tokenId}/revoke` then revokes it. 404 for any other text.",
    tag,
    response: { status: 200, schema: FoundTokenView, example: { client: { code: "acme", name: "Acme" }, token: live } },
    requestExample: { text: "sil_0123456789ABCDEF_…" },
  },
  account: {
    operationId: "replaceAccountToken",
    summary: "Make the account's own token anew",
    description:
      "As Target's own path does, with a choice of the overlap. The token before it works on for the overlap; without a choice, for the client's `tokenGraceSeconds`.",
    tag,
    response: { status: 201, schema: IssuedView, example: { ...successor, name: null, text } },
    requestExample: { overlap: "1h" },
    otherStatuses: [409, 422],
  },
  notices: {
    operationId: "listNotices",
    summary: "List notices of tokens that are about to expire",
    description: "Newest first. `state=open` leaves out what was dismissed or asks for nothing any more.",
    tag: noticeTag,
    response: { status: 200, schema: pageOf("notices", NoticeView), example: { notices: [notice], next: null } },
  },
  dismiss: {
    operationId: "dismissNotice",
    summary: "Dismiss a notice",
    description: "It is no longer shown as open. Safe to repeat: whoever was first stays.",
    tag: noticeTag,
    response: {
      status: 200,
      schema: NoticeView,
      example: {
        ...notice,
        isOpen: false,
        dismissedAt: "2026-05-24T10:00:00.000Z",
        dismissedBy: "ada@example.com",
      },
    },
  },
  webhookSecret: {
    operationId: "replaceWebhookSecret",
    summary: "Make the secret that notices are signed with",
    description:
      "For the receiver of `noticeWebhookUrl`, which verifies posts as Standard Webhooks says. The secret before it is forgotten.",
    tag: noticeTag,
    response: {
      status: 201,
      schema: z.object({ secret: z.string().describe("Shown this once") }),
      example: { secret: "whsec_…" },
    },
    otherStatuses: [409, 422],
  },
} as const satisfies Record<string, RouteDocumentation>;
