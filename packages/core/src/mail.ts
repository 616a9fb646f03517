/** A mail of plain text to one person. Subject and text are in that person's language, which `language` names (BCP 47). */
export type Mail = {
  readonly to: string;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
};

/** Sends mails through the installation's mail server (`SMTP_URL`). Where there is none, programs hold null instead. */
export interface Mailer {
  /** Resolves once the mail server has taken the mail over. Rejects when it did not: the caller says or tries again. */
  send(mail: Mail): Promise<void>;
}
