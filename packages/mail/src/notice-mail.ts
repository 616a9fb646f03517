import type { Mail } from "@silhouette/core/mail";
import type { NoticeToSend } from "@silhouette/core/notice";
import { IntlMessageFormat } from "intl-messageformat";
import { NOTICE_TEXTS } from "./notice-texts.ts";
import type { Reader } from "./reader.ts";

/** Moments as the console prints them, with their time zone. */
const STAMP = {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZoneName: "short",
} as const;

/**
 * The words of a notice by mail.
 * @param consoleUrl the console's public address, without a slash at the end; null where it is not known.
 */
export function composeNoticeMail(
  { clientCode, token, daysBefore }: Pick<NoticeToSend, "clientCode" | "token" | "daysBefore">,
  { locale, timeZone }: Reader,
  consoleUrl: string | null,
): Omit<Mail, "to"> {
  const values = {
    client: clientCode,
    days: daysBefore,
    isNamed: token.name === null ? "no" : "yes",
    name: token.name ?? "",
    beginning: `sil_${token.publicId}`,
    when: new Intl.DateTimeFormat(locale, { ...STAMP, timeZone }).format(token.expiresAt),
    hasUrl: consoleUrl === null ? "no" : "yes",
    url: `${consoleUrl ?? ""}/`,
    call: `POST /api/v1/clients/${clientCode}/tokens/${token.id}/rotate`,
  };
  const { subject, text } = NOTICE_TEXTS[locale];
  const say = (message: string) => String(new IntlMessageFormat(message, locale).format(values));
  return { language: locale, subject: say(subject), text: say(text) };
}
