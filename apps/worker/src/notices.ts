import type { Clock } from "@silhouette/core/clock";
import type { Log } from "@silhouette/core/log";
import type { Mailer } from "@silhouette/core/mail";
import { type NoticeToSend, nextAttempt } from "@silhouette/core/notice";
import { toNoticeEvent } from "@silhouette/core/notice-event";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { openSealedText } from "@silhouette/core/sealed-text";
import { claimNotice, findNoticeRecipients, giveDueNotices, recordNoticeAttempt } from "@silhouette/db/notices-sending";
import type { createPool } from "@silhouette/db/pool";
import { composeNoticeMail } from "@silhouette/mail/notice-mail";
import { toReader } from "@silhouette/mail/reader";
import { postWebhook } from "./webhook.ts";

/** Milliseconds between two looks for tokens that are about to expire, and for notices to send. */
const INTERVAL_MILLIS = 30_000;

/** Mails that are on their way at the same time. A guess: far below what mail servers allow of one address. */
const MAILS_AT_ONCE = 3;
/** Milliseconds after which no further mail is begun: well within the two minutes for which the notice is this worker's. */
const MAILING_MILLIS_MAX = 60_000;

export type NoticeDependencies = {
  readonly pool: ReturnType<typeof createPool>;
  /** Null: no mail server is configured, and nothing is mailed. */
  readonly mailer: Mailer | null;
  /** Opens the clients' webhook secrets; null without `AUTH_SECRET`, and nothing is posted. */
  readonly webhookKey: Uint8Array | null;
  readonly allowsPrivateWebhooks: boolean;
  /** The console's public address, for links; null without one. */
  readonly consoleUrl: string | null;
  readonly now: Clock;
  readonly log: Log;
};

/** Says that a token is about to expire: once for each of the days of core/notice, to people and to programs. */
export function createNoticeCare(
  deps: NoticeDependencies,
  stopping: AbortSignal,
): {
  /** Resolves to the milliseconds until the next look. */
  takeCare(): Promise<number>;
} {
  let hasWarned = false;
  return {
    takeCare: async () => {
      const { pool, log, now } = deps;
      const given = await giveDueNotices(pool, now());
      if (given > 0) log.info({ notices: given }, "tokens are about to expire");
      while (!stopping.aborted) {
        const notice = await claimNotice(pool, now());
        if (notice === null) break;
        if (notice.webhookUrl !== null && deps.webhookKey === null && !hasWarned) {
          hasWarned = true;
          log.warn({}, "AUTH_SECRET is not set for this worker: notices are not posted to webhooks");
        }
        await sendNotice(notice, deps, stopping);
      }
      return INTERVAL_MILLIS;
    },
  };
}

/** Sends what has not gone out yet, and writes down what came of it. */
async function sendNotice(notice: NoticeToSend, deps: NoticeDependencies, stopping: AbortSignal): Promise<void> {
  const { pool, log, now } = deps;
  const mail = notice.isMailed ? NOTHING_TO_MAIL : await mailNotice(notice, deps, stopping);
  const post = notice.isPosted ? succeed(false) : await postNotice(notice, deps, stopping);
  const faults = [mail.outcome, post].flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal]));
  const at = now();
  const dueAt = faults.length === 0 ? null : nextAttempt(notice.attempts, at);
  await recordNoticeAttempt(pool, notice.id, {
    mailedAt: mail.outcome.ok && mail.outcome.value ? at : null,
    mailedTo: mail.mailedTo,
    postedAt: post.ok && post.value ? at : null,
    dueAt,
    lastError: faults.length === 0 ? null : faults.join("; "),
  });
  if (faults.length === 0) return;
  const words = dueAt === null ? "a notice was given up" : "a notice could not be sent and is tried again";
  log.warn({ noticeId: notice.id, attempts: notice.attempts, faults, dueAt }, words);
}

/** Whether a mail went out; a fault holds neither addresses nor secrets, as it is shown and logged. */
type Outcome = Result<boolean, string>;

/** What came of the mails; `mailedTo` null: as it was. */
type Mailing = { readonly outcome: Outcome; readonly mailedTo: readonly string[] | null };

const NOTHING_TO_MAIL: Mailing = { outcome: succeed(false), mailedTo: null };

/**
 * One mail to each, in their own language and so that nobody sees who else gets it. A few at a time: each takes a
 * connection, and mail servers turn away who opens many. Whose mail was not taken is tried again, and nobody else.
 */
async function mailNotice(notice: NoticeToSend, deps: NoticeDependencies, stopping: AbortSignal): Promise<Mailing> {
  const { pool, mailer, consoleUrl, now, log } = deps;
  if (mailer === null) return NOTHING_TO_MAIL;
  const recipients = await findNoticeRecipients(pool, notice.clientId);
  if (recipients.length === 0) return NOTHING_TO_MAIL;
  const waiting = recipients.filter(({ userId }) => !notice.mailedTo.includes(userId));
  const endsAt = now().getTime() + MAILING_MILLIS_MAX;
  const mailedTo = [...notice.mailedTo];
  const codes: string[] = [];
  const sendNext = async (): Promise<void> => {
    while (now().getTime() < endsAt) {
      const next = waiting.shift();
      if (next === undefined) return;
      try {
        const mail = composeNoticeMail(notice, toReader(next.preferences, next.settings), consoleUrl);
        await untilStopped(mailer.send({ to: next.email, ...mail }), stopping);
        mailedTo.push(next.userId);
      } catch (error) {
        codes.push(codeOf(error));
      }
    }
  };
  await Promise.all(Array.from({ length: MAILS_AT_ONCE }, sendNext));
  const counts = { sent: mailedTo.length - notice.mailedTo.length, failed: codes.length, left: waiting.length };
  log.info({ noticeId: notice.id, ...counts }, "a notice was mailed");
  const missing = counts.failed + counts.left;
  if (missing === 0) return { outcome: succeed(true), mailedTo };
  const why = counts.failed === 0 ? "it is too slow" : [...new Set(codes)].sort().join(", ");
  const fault = `mail: the mail server did not take ${missing} of ${recipients.length} (${why})`;
  return { outcome: refuse(fault), mailedTo };
}

async function postNotice(notice: NoticeToSend, deps: NoticeDependencies, stopping: AbortSignal): Promise<Outcome> {
  const { webhookUrl: url, sealedWebhookSecret: sealed, clientId } = notice;
  if (url === null) return succeed(false);
  if (deps.webhookKey === null) return refuse("webhook: the worker was started without AUTH_SECRET");
  if (sealed === null) return refuse("webhook: there is no secret to sign with; make one");
  const secret = openSealedText(sealed, clientId, deps.webhookKey);
  if (secret === null) return refuse("webhook: the secret was sealed under another AUTH_SECRET; make a new one");
  const body = JSON.stringify(toNoticeEvent(notice));
  const reach = { allowsPrivateAddresses: deps.allowsPrivateWebhooks };
  const fault = await postWebhook({ url, secret, id: notice.id, body, now: deps.now() }, stopping, reach);
  return fault === null ? succeed(true) : refuse(`webhook: ${fault}`);
}

/** Words of a mail server may repeat an address or a password: only the code of the library is kept. */
const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";

/** Gives a promise up when the worker stops; what it does meanwhile is nobody's concern any more. */
function untilStopped<Value>(work: Promise<Value>, stopping: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onStop = () => reject(Object.assign(new Error("The worker is stopping"), { code: "STOPPING" }));
    if (stopping.aborted) onStop();
    stopping.addEventListener("abort", onStop, { once: true });
    work.then(resolve, reject).finally(() => stopping.removeEventListener("abort", onStop));
  });
}
