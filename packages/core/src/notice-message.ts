import type { NoticeToSend } from "./notice.ts";

/** The words of a notice by mail, in English: a worker knows no other language. */
export function toNoticeMail(
  { clientCode, token, daysBefore }: Pick<NoticeToSend, "clientCode" | "token" | "daysBefore">,
  consoleUrl: string | null,
): { readonly subject: string; readonly text: string } {
  const which = token.name === null ? "The profile authentication token" : `The profile token "${token.name}"`;
  const time = `${token.expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const days = daysBefore === 1 ? "1 day" : `${daysBefore} days`;
  const where = consoleUrl === null ? "the console" : `${consoleUrl}/`;
  return {
    subject: `${clientCode}: a profile token expires in less than ${days}`,
    text: [
      `${which} of ${clientCode} (its text begins with sil_${token.publicId}) expires on ${time}.`,
      "",
      "From then on, calls that carry it are refused where authentication is required.",
      `Rotate it in ${where} or with POST /api/v1/clients/${clientCode}/tokens/${token.id}/rotate, with an overlap if your`,
      "callers cannot change at once.",
      "",
      "You get this mail because your role in the client may rotate tokens.",
      "",
    ].join("\n"),
  };
}

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
