"use client";

import { NextIntlClientProvider } from "next-intl";
import messages from "@/messages/en.json";
import ErrorPage from "./error";
import "./globals.css";

type Props = { readonly error: Error & { digest?: string }; readonly reset: () => void };

/** Stands in when the root layout itself fails, so it brings all that the layout would have given. */
export default function GlobalError(props: Props) {
  return (
    <html lang="en">
      <body>
        <NextIntlClientProvider locale="en" timeZone="UTC" messages={messages}>
          <ErrorPage {...props} />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
