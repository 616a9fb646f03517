"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const COOKIE = "silhouette-time-zone";
const COOKIE_SECONDS = 365 * 24 * 60 * 60;

/**
 * Tells the server the browser's time zone, which no header does. Pages print UTC until then, and always say which zone
 * they print. The cookie decides nothing but how times look.
 */
export function ReportTimeZone({ shown }: { readonly shown: string }) {
  const router = useRouter();
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (own === "" || document.cookie.split("; ").includes(`${COOKIE}=${encodeURIComponent(own)}`)) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers that the console supports
    document.cookie = `${COOKIE}=${encodeURIComponent(own)}; path=/; max-age=${COOKIE_SECONDS}; samesite=lax`;
    if (own !== shown) router.refresh();
  }, [router, shown]);
  return null;
}
