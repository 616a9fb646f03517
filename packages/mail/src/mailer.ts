import type { MailSettings } from "@silhouette/core/environment";
import type { Mailer } from "@silhouette/core/mail";
import { createTransport } from "nodemailer";

/** A mail server that does not answer for so long, in milliseconds, is one that is away. A guess. */
const PATIENCE_MILLIS = 10_000;

/**
 * Sends mails through the mail server of the settings, each over a connection of its own: nothing has to be closed.
 * `smtp://` begins TLS where the server offers it, `smtps://` from the first byte.
 */
export function createMailer({ smtpUrl, from }: MailSettings): Mailer {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: PATIENCE_MILLIS,
    greetingTimeout: PATIENCE_MILLIS,
    socketTimeout: PATIENCE_MILLIS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ to, language, subject, text }) {
      // The address object keeps a name or an address from being read as several.
      const headers = { "Content-Language": language };
      await transport.sendMail({ from, to: { name: "", address: to }, headers, subject, text });
    },
  };
}
