"use client";

import { SlidersHorizontal } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { classNames } from "@/components/ui/class-names";

/** Every page of the console in the order of the manuals. Labels are keys of the catalogue's `shell`. */
const SECTIONS = [
  {
    label: "administration",
    pages: [{ label: "implementation", href: "/administration/implementation", icon: SlidersHorizontal }],
  },
] as const;

export function Navigation() {
  const t = useTranslations("shell");
  const path = usePathname();
  const id = useId();
  return (
    <nav aria-label={t("navigation")}>
      {SECTIONS.map((section) => (
        <div key={section.label}>
          <h2 id={`${id}-${section.label}`} className="px-2.5 pt-1 pb-2 font-medium text-muted text-xs">
            {t(section.label)}
          </h2>
          <ul aria-labelledby={`${id}-${section.label}`} className="flex flex-col gap-0.5">
            {section.pages.map(({ label, href, icon: Icon }) => (
              <li key={href}>
                <Link
                  href={href}
                  aria-current={path === href ? "page" : undefined}
                  className={classNames(
                    "flex items-center gap-2.5 rounded-md px-2.5 py-1.5 font-medium text-ink hover:bg-hover",
                    "aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent-strong",
                  )}
                >
                  <Icon aria-hidden className="size-4 shrink-0" />
                  {t(label)}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
