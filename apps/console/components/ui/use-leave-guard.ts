import { useEffect } from "react";
import { hearSteps } from "./history-steps";

/** What is asked before the page is left, of each part of it that would lose something. */
const questions = new Set<string>();

/**
 * Asks whether the page may be left, when something on it would be lost. For what leads elsewhere without a link.
 * @returns true when nobody minds, or when the question was answered so
 */
export const mayLeave = (): boolean => [...questions].every((question) => window.confirm(question));

/**
 * Asks before a page is left on which something would be lost: when it is closed or loaded anew, which the browser asks
 * in its own words, and when a link, a form with `data-leaves`, the palette, Back or Forward leads to another page in its
 * place.
 * @param question what to ask, but for closing.
 */
export function useLeaveGuard(isActive: boolean, question: string): void {
  useEffect(() => {
    if (!isActive) return;
    const keep = (event: BeforeUnloadEvent) => event.preventDefault();
    const ask = (event: MouseEvent | SubmitEvent) => {
      if (!leadsAway(event) || window.confirm(question)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    questions.add(question);
    const stopHearing = hearSteps(keepHere(question));
    window.addEventListener("beforeunload", keep);
    // Before any link or form hears of the event itself.
    window.addEventListener("click", ask, { capture: true });
    window.addEventListener("submit", ask, { capture: true });
    return () => {
      questions.delete(question);
      stopHearing();
      window.removeEventListener("beforeunload", keep);
      window.removeEventListener("click", ask, { capture: true });
      window.removeEventListener("submit", ask, { capture: true });
    };
  }, [isActive, question]);
}

/**
 * Asks when a step through the history has led elsewhere: by then the address is another one, and the page still this
 * one. Who stays is brought back to the page's own entry.
 */
function keepHere(question: string): Parameters<typeof hearSteps>[0] {
  const { href } = location;
  const { state } = history;
  const place = placeOf(location);
  const ownIndex = entryIndex();
  let isReturning = false;
  return () => {
    if (placeOf(location) === place) {
      const answer = isReturning ? "kept" : "passed";
      isReturning = false;
      return answer;
    }
    if (window.confirm(question)) return "passed";
    const index = entryIndex();
    const steps = ownIndex === null || index === null ? 0 : ownIndex - index;
    isReturning = steps !== 0;
    if (isReturning) history.go(steps);
    // Without the Navigation API nobody tells where the page's own entry is.
    else history.pushState(state, "", href);
    return "kept";
  };
}

/** The place of the current entry in the history, where the browser tells it. */
const entryIndex = (): number | null => window.navigation?.currentEntry?.index ?? null;

/** What an address has but the place on its page. */
const placeOf = ({ pathname, search }: Location | HTMLAnchorElement): string => pathname + search;

/** Whether an event puts another page in the place of this one, without loading it anew: the browser asks about that. */
const leadsAway = (event: MouseEvent | SubmitEvent): boolean =>
  event instanceof MouseEvent ? isLeap(event) : event.target instanceof HTMLElement && "leaves" in event.target.dataset;

function isLeap({ target, button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  const link = target instanceof Element ? target.closest("a") : null;
  if (link === null || button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return false;
  if (link.target === "_blank" || link.hasAttribute("download")) return false;
  return link.origin === location.origin && placeOf(link) !== placeOf(location);
}
