import { useSyncExternalStore } from "react";

const never = () => () => {};

/** False in the HTML from the server and until scripts run, true afterwards; without a mismatch in between. */
export const useIsHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
