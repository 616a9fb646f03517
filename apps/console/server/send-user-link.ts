import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import type { UserId } from "@silhouette/core/ids";
import type { Mail } from "@silhouette/core/mail";
import type { Actor } from "@silhouette/core/permission";
import { type Result, succeed } from "@silhouette/core/result";
import { type IssuedLink, toLinkUrl, type UserLinkKind, type UserLinkRefusal } from "@silhouette/core/user-link";
import { type Reader, toReader } from "@silhouette/mail/reader";
import { createTranslator } from "next-intl";
import { formats } from "@/i18n/formats";
import { readMessages } from "@/i18n/messages";
import type { Dependencies } from "./dependencies";

/** What became of a new link: on its way to the person, or here to be handed over by whoever made it. */
export type LinkDelivery =
  | { readonly kind: "sent"; readonly email: string; readonly expiresAt: Date }
  | {
      readonly kind: "shown";
      /** Holds the code: for the eyes of whoever made the link, this once. */
      readonly url: string;
      readonly email: string;
      readonly expiresAt: Date;
      readonly reason: "no-mail-server" | "mail-failed";
    };

/**
 * Makes an invitation or a password-reset link for a member and sends it, or gives it back to be shown when there is no
 * mail server or it did not take the mail. The store refuses who may not manage the account. Who has chosen no language
 * gets the mail in that of the client in which the link was made.
 * @param consoleUrl the console's public address, without a slash at the end.
 */
export async function sendOrShowLink(
  { stores, mailer, log, now }: Dependencies,
  { kind, userId }: { readonly kind: UserLinkKind; readonly userId: UserId },
  by: Actor,
  consoleUrl: string,
  origin: AuditOrigin,
): Promise<Result<LinkDelivery, UserLinkRefusal>> {
  const made = await stores.userLinks.create(kind, userId, by, origin, now());
  if (!made.ok) return made;
  const { expiresAt, recipient, code } = made.value;
  const shown = { kind: "shown", url: toLinkUrl(consoleUrl, kind, code), email: recipient.email, expiresAt } as const;
  if (mailer === null) return succeed({ ...shown, reason: "no-mail-server" });
  try {
    const reader = toReader(recipient.preferences, await stores.clients.readOriginalSettings(by.clientId));
    await mailer.send(await composeLinkMail(made.value, consoleUrl, reader));
    return succeed({ kind: "sent", email: recipient.email, expiresAt });
  } catch (error) {
    // The link is good all the same, and whoever made it can hand it over.
    log.error({ err: error, requestId: origin.requestId }, "the mail server did not take a link's mail");
    return succeed({ ...shown, reason: "mail-failed" });
  }
}

/** The mail in the language and the time zone of its reader. */
export async function composeLinkMail(
  { kind, code, expiresAt, recipient }: IssuedLink,
  consoleUrl: string,
  { locale, timeZone }: Reader,
): Promise<Mail> {
  const messages = await readMessages(locale);
  const t = createTranslator({ locale, messages, formats, timeZone, namespace: "userLinks.mail" });
  const values = { name: recipient.name, url: toLinkUrl(consoleUrl, kind, code), until: expiresAt, code };
  const key = kind === "invitation" ? "invitation" : "passwordReset";
  return { to: recipient.email, language: locale, subject: t(`${key}.subject`), text: t(`${key}.text`, values) };
}
