import { useEffectEvent, useLayoutEffect, useRef } from "react";
import { hearSteps } from "./history-steps";

/** The entry of the history that stands above the page's own. */
type Guard = { readonly state: unknown; readonly href: string; isOverPage: boolean };

/**
 * Keeps the browser's Back from taking away what must not be lost. An entry for the same page stands above the page's
 * own, so that Back leads no further than to the page itself, and is put there again at once.
 *
 * @returns takes the entry away and then goes on, so that the next Back leads to where it would have led before
 */
export function useBackGuard(isOn: boolean, onTry: () => void): (then: () => void) => void {
  const guard = useRef<Guard | null>(null);
  const leaving = useRef<{ next: (() => void) | null } | null>(null);
  const tried = useEffectEvent(onTry);

  // Before what must not be lost is seen: Back may come at once.
  useLayoutEffect(() => {
    if (!isOn) return;
    // Once: effects may run again. Next adds its own state to the entry, since no address is given.
    if (guard.current === null) {
      history.pushState({}, "");
      guard.current = { state: history.state, href: location.href, isOverPage: true };
    }
    return hearSteps(() => {
      if (guard.current === null || leaving.current?.next === null) return "passed";
      if (leaving.current !== null) {
        const { next } = leaving.current;
        leaving.current = { next: null };
        next?.();
        return "kept";
      }
      const { state, href } = guard.current;
      // Two steps at once may have led below the page. Then the entry takes the place of the page's own.
      guard.current.isOverPage = location.href === href;
      history.pushState(state, "", href);
      tried();
      return "kept";
    });
  }, [isOn]);

  return (then) => {
    if (leaving.current !== null) return;
    const isOverPage = guard.current?.isOverPage === true;
    leaving.current = { next: isOverPage ? then : null };
    if (isOverPage) history.back();
    else then();
  };
}
