import { useEffect } from "react";

/**
 * Asks before a page is left on which something would be lost: when it is closed or loaded anew, which the browser asks
 * in its own words, and when a link leads to another page in its place.
 * @param question what to ask about a link.
 */
export function useLeaveGuard(isActive: boolean, question: string): void {
  useEffect(() => {
    if (!isActive) return;
    const keep = (event: BeforeUnloadEvent) => event.preventDefault();
    const ask = (event: MouseEvent) => {
      if (!leadsAway(event) || window.confirm(question)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    window.addEventListener("beforeunload", keep);
    // Before any link hears of the click itself.
    window.addEventListener("click", ask, { capture: true });
    return () => {
      window.removeEventListener("beforeunload", keep);
      window.removeEventListener("click", ask, { capture: true });
    };
  }, [isActive, question]);
}

/** Whether a click puts another page in the place of this one, without loading it anew: the browser asks about that. */
function leadsAway({ target, button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  const link = target instanceof Element ? target.closest("a") : null;
  if (link === null || button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return false;
  if (link.target === "_blank" || link.hasAttribute("download")) return false;
  return link.origin === location.origin && link.pathname + link.search !== location.pathname + location.search;
}
