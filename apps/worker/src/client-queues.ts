import type { ClientId } from "@silhouette/core/ids";

/**
 * Runs `apply` for one client at a time, different clients side by side. A call during a run is answered after one
 * more run, because what it was called for may have come too late for the one under way; calls in between share it.
 */
export function createClientQueues(apply: (clientId: ClientId) => Promise<void>): {
  wake(clientId: ClientId): Promise<void>;
  idle(): Promise<void>;
} {
  const running = new Map<ClientId, Promise<void>>();
  const next = new Map<ClientId, Promise<void>>();

  const start = (clientId: ClientId): Promise<void> => {
    const run = apply(clientId).finally(() => running.delete(clientId));
    running.set(clientId, run);
    return run;
  };

  return {
    wake(clientId) {
      const current = running.get(clientId);
      if (current === undefined) return start(clientId);
      const waiting =
        next.get(clientId) ??
        current
          .catch(() => {})
          .then(() => {
            next.delete(clientId);
            return start(clientId);
          });
      next.set(clientId, waiting);
      return waiting;
    },
    idle: async () => {
      while (running.size + next.size > 0) await Promise.allSettled([...running.values(), ...next.values()]);
    },
  };
}
