import type { ClientId } from "@silhouette/core/ids";

/** Works on one client. True when some of its work was left for another turn, because others wait for theirs. */
export type TakeTurn = (clientId: ClientId, isWaitedFor: () => boolean) => Promise<boolean>;

type Turn = { readonly over: Promise<void>; readonly end: () => void };

/**
 * Gives clients their turns: one client is worked on once at a time, and so many different ones side by side. The others
 * stand in a line; whoever has had a turn and has work left stands at its end again. A call during a turn is followed by
 * one more, because what it was made for may have come too late for the one under way; calls in between share it.
 */
export function createClientQueues({
  takeTurn,
  clientsAtOnce,
  report,
}: {
  readonly takeTurn: TakeTurn;
  readonly clientsAtOnce: number;
  readonly report: (error: unknown) => void;
}): {
  /** Resolves when the client has had a turn that began after the call. A turn that fails is reported. */
  wake(clientId: ClientId): Promise<void>;
  /** Resolves when nobody has a turn or waits for one. */
  idle(): Promise<void>;
} {
  const running = new Map<ClientId, Promise<void>>();
  /** In the order of their turns. */
  const line = new Map<ClientId, Turn>();

  const isWaitedFor = () => [...line.keys()].some((clientId) => !running.has(clientId));

  const standInLine = (clientId: ClientId): Promise<void> => {
    const turn = line.get(clientId) ?? createTurn();
    line.set(clientId, turn);
    return turn.over;
  };

  const beginTurns = () => {
    for (const [clientId, turn] of line) {
      if (running.size >= clientsAtOnce) return;
      if (running.has(clientId)) continue;
      line.delete(clientId);
      running.set(clientId, run(clientId).finally(turn.end));
    }
  };

  const run = async (clientId: ClientId): Promise<void> => {
    const isLeft = await takeTurn(clientId, isWaitedFor).catch((error: unknown) => {
      report(error);
      return false;
    });
    running.delete(clientId);
    if (isLeft) void standInLine(clientId);
    beginTurns();
  };

  return {
    wake(clientId) {
      const over = standInLine(clientId);
      beginTurns();
      return over;
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

function createTurn(): Turn {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { over, end };
}
