import type { PrivacyDependencies } from "@silhouette/db/privacy";
import { findWaitingPrivacyJobs, removeOldPrivacyJobs, runPrivacyJob } from "@silhouette/db/privacy";
import { z } from "zod";

/** Milliseconds between two looks for jobs that nobody works on. */
const CARE_INTERVAL_MILLIS = 5000;

const Payload = z.object({ jobId: z.string().min(1) });

/** The queue's task for requests of visitors, and the look for those whose wake-up call was lost. */
export function createPrivacyTask(deps: PrivacyDependencies): {
  run(payload: unknown): Promise<void>;
  /** Resolves to the milliseconds until the next look. */
  takeCare(): Promise<number>;
} {
  return {
    run: (payload) => runPrivacyJob(Payload.parse(payload).jobId, deps),
    takeCare: async () => {
      // One after the other: a look through all profiles is enough work at a time.
      for (const jobId of await findWaitingPrivacyJobs(deps.pool, deps.now())) await runPrivacyJob(jobId, deps);
      const removed = await removeOldPrivacyJobs(deps.pool, deps.now());
      if (removed > 0) deps.log.info({ jobs: removed }, "old privacy jobs removed");
      return CARE_INTERVAL_MILLIS;
    },
  };
}
