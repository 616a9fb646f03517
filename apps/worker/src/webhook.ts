import { signWebhook } from "@silhouette/core/notice-webhook";

/** Milliseconds that a receiver may take to answer; Standard Webhooks recommends 15 to 30 s, and a worker has other work. */
const PATIENCE_MILLIS = 10_000;

export type Webhook = {
  readonly url: string;
  readonly secret: string;
  /** The same for every attempt, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly body: string;
  readonly now: Date;
};

/**
 * Posts a body with its signature. Redirects are not followed: they would carry it to where nobody has agreed to.
 * @returns what went wrong, without the address, which may hold a secret of the receiver; null when it was taken (2xx)
 */
export async function postWebhook(
  { url, secret, id, body, now }: Webhook,
  stopping: AbortSignal,
  patienceMillis = PATIENCE_MILLIS,
): Promise<string | null> {
  const patience = AbortSignal.timeout(patienceMillis);
  try {
    const { status, body: answer } = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "silhouette",
        ...signWebhook(secret, id, body, now),
      },
      body,
      redirect: "manual",
      signal: AbortSignal.any([patience, stopping]),
    });
    await answer?.cancel();
    if (status >= 200 && status < 300) return null;
    return status >= 300 && status < 400
      ? `the receiver redirects (${status}), which is not followed`
      : `the receiver answered ${status}`;
  } catch (error) {
    if (patience.aborted) return `the receiver did not answer within ${patienceMillis / 1000} s`;
    if (stopping.aborted) return "the worker was stopped";
    return `the receiver cannot be reached (${causeOf(error)})`;
  }
}

/** fetch hides the reason in `cause`. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "unknown";
}
