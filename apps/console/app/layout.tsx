import { CSPProvider } from "@base-ui/react/csp-provider";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ReportTimeZone } from "@/components/ui/report-time-zone";
import { Toaster } from "@/components/ui/toaster";
import { readDisplay } from "@/server/display";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common");
  return {
    title: { default: t("productName"), template: `%s · ${t("productName")}` },
    robots: { index: false, follow: false },
    referrer: "same-origin",
  };
}

export const viewport: Viewport = { colorScheme: "light dark" };

/** Language, zone and theme are known to the server, so the first paint is right: no script has to run before it. */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const { locale, theme, timeZone } = await readDisplay();
  return (
    <html lang={locale} data-theme={theme} className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        <NextIntlClientProvider>
          <CSPProvider nonce={nonce} disableStyleElements>
            <Toaster>{children}</Toaster>
            <ReportTimeZone shown={timeZone} />
          </CSPProvider>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
