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
  const [shown, setShown] = useState(remaining);

  useEffect(() => {
    setShown(remaining);
    // The clock of the browser may be wrong; only the time that passes on it counts.
    const ahead = Date.now() - readAt.getTime();
    const timer = setInterval(() => setShown(remainingUntil(expiresAt, new Date(Date.now() - ahead))), tickMillis);
    return () => clearInterval(timer);
  }, [expiresAt, readAt, remaining]);

  const isOver = shown.days + shown.hours + shown.minutes === 0;
  return isOver ? t("expired") : t("remaining", shown);
}
