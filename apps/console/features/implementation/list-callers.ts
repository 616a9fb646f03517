import { type AuthenticationImpact, type CallerWithoutToken, isCovered } from "@silhouette/core/call-count";
import type { ProfileApiAuthScope } from "@silhouette/core/settings";

/** Callers that a page lists; the admin API has more of them. */
const shownMax = 20;

type Listed = {
  readonly shown: readonly CallerWithoutToken[];
  /** Callers known beyond those. */
  readonly moreCount: number;
  /** There may be others that were not even counted. */
  readonly isOpenEnded: boolean;
};

/** The callers that a scope concerns: of a scope that covers batches alone, nobody who fetches or updates is refused. */
export function listCallers(impact: AuthenticationImpact, scope: ProfileApiAuthScope): Listed {
  const concerned = impact.callers.filter(({ surface }) => isCovered(scope, surface));
  return {
    shown: concerned.slice(0, shownMax),
    moreCount: Math.max(0, concerned.length - shownMax),
    isOpenEnded: impact.hasMoreCallers,
  };
}
