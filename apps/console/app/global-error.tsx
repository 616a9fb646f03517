"use client";

import { LOCALES, type Locale } from "@silhouette/core/preferences";
import { NextIntlClientProvider } from "next-intl";
import { useEffect, useState } from "react";
import type { FaultProps } from "@/components/ui/fault";
import { type Messages, readMessages } from "@/i18n/messages";
import english from "@/messages/en.json";
import ErrorPage from "./error";
import "./globals.css";

/**
 * Stands in when the root layout itself fails, so it brings all that the layout would have given. English is there at
 * once; the browser's own language follows, since the server could not say which one it is.
 */
export default function GlobalError(props: FaultProps) {
  const [shown, setShown] = useState<{ locale: Locale; messages: Messages }>({ locale: "en", messages: english });

  useEffect(() => {
    const locale = LOCALES.find((known) => navigator.language === known || navigator.language.startsWith(`${known}-`));
    if (locale === undefined || locale === "en") return;
    void readMessages(locale).then((messages) => setShown({ locale, messages }));
  }, []);

  return (
    <html lang={shown.locale}>
      <body>
        <NextIntlClientProvider locale={shown.locale} timeZone="UTC" messages={shown.messages}>
          <ErrorPage {...props} />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
