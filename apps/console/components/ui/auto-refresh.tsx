"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Callout } from "./callout";
import { keepFresh } from "./keep-fresh";

/** After so long without a key or a pointer nobody looks, and asking on would keep the session from ever going idle. */
const attentionMillis = 10 * 60 * 1000;

type Props = { readonly seconds: number };

/**
 * Asks the server for the page again while something on it is moving. Rests in hidden tabs and when nobody has touched
 * anything for a while, and looks at once when the tab is shown again; leave it out once nothing moves any more. Says so
 * while the server cannot be reached, and goes on by itself when it is back.
 */
export function AutoRefresh({ seconds }: Props) {
  const t = useTranslations("common.live");
  const router = useRouter();
  const [liveness, setLiveness] = useState<"live" | "away" | "back">("live");
  useEffect(() => {
    let touchedAt = Date.now();
    const touch = () => {
      touchedAt = Date.now();
    };
    const fresh = keepFresh({
      millis: seconds * 1000,
      isWanted: () => document.visibilityState === "visible" && Date.now() - touchedAt < attentionMillis,
      canAsk: isServerReady,
      refresh: () => router.refresh(),
      onLive: (isLive) => setLiveness(isLive ? "back" : "away"),
    });
    const look = () => {
      if (document.visibilityState === "visible") touch();
      fresh.look();
    };
    document.addEventListener("visibilitychange", look);
    window.addEventListener("online", fresh.look);
    window.addEventListener("offline", fresh.look);
    document.addEventListener("pointermove", touch, { passive: true });
    document.addEventListener("keydown", touch);
    return () => {
      fresh.stop();
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("online", fresh.look);
      window.removeEventListener("offline", fresh.look);
      document.removeEventListener("pointermove", touch);
      document.removeEventListener("keydown", touch);
    };
  }, [router, seconds]);
  return (
    <div role="status" className={liveness === "away" ? undefined : "sr-only"}>
      {liveness === "away" ? <Callout tone="warning">{t("away")}</Callout> : null}
      {liveness === "back" ? t("back") : null}
    </div>
  );
}

/**
 * Whether a page can be had now. Next answers a refresh that fails by opening the address anew: without a server, that
 * puts the browser's own error in the place of the page, and all that was typed there is lost. So the probe is asked
 * first, which fails without harm. A proxy that keeps the probe to itself (4xx) is an answer as well.
 */
async function isServerReady(signal: AbortSignal): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    const { type, status } = await fetch("/readyz", { cache: "no-store", redirect: "manual", signal });
    return type === "basic" && status < 500;
  } catch {
    return false;
  }
}
