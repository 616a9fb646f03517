"use client";

import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

const never = () => () => {};

/** Whether Command is this keyboard's main modifier, and Control a key of the text editor's. Null before scripts run. */
export const useIsMac = (): boolean | null =>
  useSyncExternalStore(
    never,
    () => /Mac|iPhone|iPad/.test(navigator.userAgent),
    () => null,
  );

/**
 * Calls back on Ctrl+K, or Command+K on a Mac, wherever the focus is: neither means anything in a field there, while
 * Control+K of a Mac cuts the rest of a line and is left alone.
 */
export function useShortcut(onPress: () => void): void {
  const press = useEffectEvent(onPress);
  useEffect(() => {
    const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
    function look(event: KeyboardEvent) {
      const { ctrlKey, metaKey, altKey, shiftKey, defaultPrevented, isComposing, repeat } = event;
      if (!isK(event) || altKey || shiftKey || defaultPrevented || isComposing) return;
      if (isMac ? !metaKey || ctrlKey : !ctrlKey || metaKey) return;
      // Browsers have plans of their own for it.
      event.preventDefault();
      if (!repeat) press();
    }
    document.addEventListener("keydown", look);
    return () => document.removeEventListener("keydown", look);
  }, []);
}

/** By what it types; on keyboards of other scripts, by its place. */
const isK = ({ key, code }: KeyboardEvent): boolean =>
  key.toLowerCase() === "k" || (code === "KeyK" && !/^[a-z]$/i.test(key));
