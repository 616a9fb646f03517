/** Longest pause between two looks for a server that does not answer. A guess: nobody who waits for it minds that. */
export const PAUSE_MILLIS_MAX = 30_000;
/** A server that takes longer than this to say that it is there would not give the page either. A guess. */
const ANSWER_MILLIS_MAX = 10_000;

type Options = {
  /** Pause between two looks while the server answers. */
  readonly millis: number;
  /** Whether somebody looks at the page: nobody else is worth a request. */
  readonly isWanted: () => boolean;
  /** Whether the server can be asked for the page now. Never rejects; false soon after the signal. */
  readonly canAsk: (signal: AbortSignal) => Promise<boolean>;
  readonly refresh: () => void;
  /** Told when the page stops being live, and when it is again. */
  readonly onLive: (isLive: boolean) => void;
};

/**
 * Refreshes a page again and again while the server can be asked for it. When it cannot, the page stays as it is, and
 * the pauses double up to `PAUSE_MILLIS_MAX`. One look at a time.
 */
export function keepFresh({ millis, isWanted, canAsk, refresh, onLive }: Options): {
  /** Looks at once, whatever the pause. */
  look(): void;
  stop(): void;
} {
  let asking: AbortController | null = null;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  async function look() {
    if (asking !== null || isStopped) return;
    clearTimeout(timer);
    if (isWanted()) {
      asking = new AbortController();
      const limit = setTimeout(() => asking?.abort(), ANSWER_MILLIS_MAX);
      const isThere = await canAsk(asking.signal);
      clearTimeout(limit);
      asking = null;
      if (isStopped) return;
      if (isThere !== (failures === 0)) onLive(isThere);
      failures = isThere ? 0 : failures + 1;
      // Somebody may have left while the answer was on its way.
      if (isThere && isWanted()) refresh();
    }
    timer = setTimeout(look, Math.max(millis, Math.min(millis * 2 ** failures, PAUSE_MILLIS_MAX)));
  }

  timer = setTimeout(look, millis);
  return {
    look: () => void look(),
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      asking?.abort();
    },
  };
}
