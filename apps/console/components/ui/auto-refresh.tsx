"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

type Props = { readonly seconds: number };

/**
 * Asks the server for the page again while something on it is moving. Rests in hidden tabs and looks at once when the
 * tab is shown again; leave it out once nothing moves any more.
 */
export function AutoRefresh({ seconds }: Props) {
  const router = useRouter();
  useEffect(() => {
    const refresh = () => {
      if (document.visibilityState === "visible") router.refresh();
    };
    const timer = setInterval(refresh, seconds * 1000);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [router, seconds]);
  return null;
}
