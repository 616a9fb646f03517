import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Logo } from "@/components/ui/logo";
import { LanguageSwitch } from "@/features/shell/language-switch";

/** The frame of the pages for people who are not signed in. */
export default function EntryLayout({ children }: { readonly children: ReactNode }) {
  const t = useTranslations("common");
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 py-10 sm:justify-center">
      <header className="mb-6 flex items-center gap-2.5">
        <Logo className="size-8" />
        <span className="font-semibold text-base">{t("productName")}</span>
      </header>
      <main className="w-full max-w-md rounded-lg border border-line bg-raised px-5 py-6 shadow-card sm:px-7">
        {children}
      </main>
      <footer className="mt-4 w-full max-w-md text-muted">
        <LanguageSwitch id="entry-language" />
      </footer>
    </div>
  );
}
