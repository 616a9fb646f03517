"use client";

import { type Remaining, remainingUntil } from "@silhouette/core/remaining";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

/** Often enough for a display of minutes. */
const tickMillis = 20_000;

type Props = { readonly expiresAt: Date; readonly readAt: Date; readonly remaining: Remaining };

/** Starts with the span that the server counted, so that hydration prints the same, and counts on from there. */
export function ExpiresIn({ expiresAt, readAt, remaining }: Props) {
  const t = useTranslations("implementation.token");
  const [shown, setShown] = useState({ remaining, isOver: expiresAt <= readAt });

  useEffect(() => {
    setShown({ remaining, isOver: expiresAt <= readAt });
    // The clock of the browser may be wrong; only the time that passes on it counts.
    const ahead = Date.now() - readAt.getTime();
    const timer = setInterval(() => {
      const now = new Date(Date.now() - ahead);
      setShown({ remaining: remainingUntil(expiresAt, now), isOver: expiresAt <= now });
    }, tickMillis);
    return () => clearInterval(timer);
  }, [expiresAt, readAt, remaining]);

  if (shown.isOver) return t("expired");
  const { days, hours, minutes } = shown.remaining;
  return days + hours + minutes === 0 ? t("lastMinute") : t("remaining", shown.remaining);
}
