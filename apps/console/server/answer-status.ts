import "server-only";
import type { AsyncLocalStorage } from "node:async_hooks";

/** What `server-entry.mjs` keeps for each request until the head of its reply is written. */
type Answer = { status: number | null };

/** Where it keeps that: the server's entry is no part of what Next builds, and can be found by a name alone. */
const answers = () =>
  (globalThis as { readonly [name: symbol]: unknown })[Symbol.for("silhouette.answers")] as
    | AsyncLocalStorage<Answer>
    | undefined;

/**
 * Gives the page that is being rendered another status than 200. Next knows two ways to such a page: the functions
 * `forbidden` and `notFound`, which leave the whole page to scripts, and those of a page that says it with 200.
 *
 * @returns false where no entry of ours serves the page, as in development
 */
export function answerWith(status: 403 | 404): boolean {
  const answer = answers()?.getStore();
  if (answer === undefined) return false;
  answer.status = status;
  return true;
}
