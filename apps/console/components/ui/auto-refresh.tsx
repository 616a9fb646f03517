"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** After so long without a key or a pointer nobody looks, and asking on would keep the session from ever going idle. */
const attentionMillis = 10 * 60 * 1000;

type Props = { readonly seconds: number };

/**
 * Asks the server for the page again while something on it is moving. Rests in hidden tabs and when nobody has touched
 * anything for a while, and looks at once when the tab is shown again; leave it out once nothing moves any more.
 */
export function AutoRefresh({ seconds }: Props) {
  const router = useRouter();
  useEffect(() => {
    let touchedAt = Date.now();
    const touch = () => {
      touchedAt = Date.now();
    };
    const refresh = () => {
      if (document.visibilityState === "visible" && Date.now() - touchedAt < attentionMillis) router.refresh();
    };
    const look = () => {
      if (document.visibilityState === "visible") touch();
      refresh();
    };
    const timer = setInterval(refresh, seconds * 1000);
    document.addEventListener("visibilitychange", look);
    document.addEventListener("pointermove", touch, { passive: true });
    document.addEventListener("keydown", touch);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      document.removeEventListener("pointermove", touch);
      document.removeEventListener("keydown", touch);
    };
  }, [router, seconds]);
  return null;
}
