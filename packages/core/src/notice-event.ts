import type { NoticeToSend } from "./notice.ts";

/** The body of a notice by webhook, in the shape that Standard Webhooks recommends. It holds no secret. */
export const toNoticeEvent = ({ createdAt, clientCode, token, daysBefore }: NoticeToSend): object => ({
  type: "token.expiring",
  timestamp: createdAt.toISOString(),
  data: {
    client: clientCode,
    tokenId: token.id,
    publicId: token.publicId,
    name: token.name,
    expiresAt: token.expiresAt.toISOString(),
    daysBefore,
  },
});
