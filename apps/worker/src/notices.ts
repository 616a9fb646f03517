import type { Clock } from "@silhouette/core/clock";
import type { Log } from "@silhouette/core/log";
import type { Mailer } from "@silhouette/core/mail";
import { type NoticeToSend, nextAttempt } from "@silhouette/core/notice";
import { toNoticeEvent, toNoticeMail } from "@silhouette/core/notice-message";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { openSealedText } from "@silhouette/core/sealed-text";
import { claimNotice, findNoticeRecipients, giveDueNotices, recordNoticeAttempt } from "@silhouette/db/notices-sending";
import type { createPool } from "@silhouette/db/pool";
import { postWebhook } from "./webhook.ts";

/** Milliseconds between two looks for tokens that are about to expire, and for notices to send. */
const INTERVAL_MILLIS = 30_000;

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
  const mail = notice.isMailed ? succeed(false) : await mailNotice(notice, deps, stopping);
  const post = notice.isPosted ? succeed(false) : await postNotice(notice, deps, stopping);
  const faults = [mail, post].flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal]));
  const at = now();
  const dueAt = faults.length === 0 ? null : nextAttempt(notice.attempts, at);
  await recordNoticeAttempt(pool, notice.id, {
    mailedAt: mail.ok && mail.value ? at : null,
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

/**
 * One mail to each, so that nobody sees who else gets it. It has gone out once the mail server took one: to try again
 * for an address that it refuses would be to mail the others again.
 */
async function mailNotice(notice: NoticeToSend, deps: NoticeDependencies, stopping: AbortSignal): Promise<Outcome> {
  const { pool, mailer, consoleUrl } = deps;
  if (mailer === null) return succeed(false);
  const recipients = await findNoticeRecipients(pool, notice.clientId);
  if (recipients.length === 0) return succeed(false);
  const words = toNoticeMail(notice, consoleUrl);
  const sending = recipients.map((to) => untilStopped(mailer.send({ to, ...words }), stopping));
  const outcomes = await Promise.allSettled(sending);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed === undefined || outcomes.some(({ status }) => status === "fulfilled")) return succeed(true);
  return refuse(`mail: the mail server did not take it (${codeOf(failed.reason)})`);
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
