import { useEffect } from "react";

/** What is asked before the page is left, of each part of it that would lose something. */
const questions = new Set<string>();

/**
 * Asks whether the page may be left, when something on it would be lost. For what leads elsewhere without a link.
 * @returns true when nobody minds, or when the question was answered so
 */
export const mayLeave = (): boolean => [...questions].every((question) => window.confirm(question));

/**
 * Asks before a page is left on which something would be lost: when it is closed or loaded anew, which the browser asks
 * in its own words, and when a link, a form with `data-leaves` or the palette leads to another page in its place.
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
    window.addEventListener("beforeunload", keep);
    // Before any link or form hears of the event itself.
    window.addEventListener("click", ask, { capture: true });
    window.addEventListener("submit", ask, { capture: true });
    return () => {
      questions.delete(question);
      window.removeEventListener("beforeunload", keep);
      window.removeEventListener("click", ask, { capture: true });
      window.removeEventListener("submit", ask, { capture: true });
    };
  }, [isActive, question]);
}

/** Whether an event puts another page in the place of this one, without loading it anew: the browser asks about that. */
const leadsAway = (event: MouseEvent | SubmitEvent): boolean =>
  event instanceof MouseEvent ? isLeap(event) : event.target instanceof HTMLElement && "leaves" in event.target.dataset;

function isLeap({ target, button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  const link = target instanceof Element ? target.closest("a") : null;
  if (link === null || button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return false;
  if (link.target === "_blank" || link.hasAttribute("download")) return false;
  return link.origin === location.origin && link.pathname + link.search !== location.pathname + location.search;
}
