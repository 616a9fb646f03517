"use client";

import {
  BookOpen,
  Boxes,
  Building2,
  Gauge,
  KeyRound,
  Layers,
  type LucideIcon,
  ScrollText,
  SlidersHorizontal,
  SquareTerminal,
  UserSearch,
  Users,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { classNames } from "@/components/ui/class-names";
import { type PageLabel, SECTIONS } from "./pages";

const ICONS: Readonly<Record<PageLabel, LucideIcon>> = {
  overview: Gauge,
  profiles: UserSearch,
  batches: Layers,
  implementation: SlidersHorizontal,
  tokens: KeyRound,
  users: Users,
  workspaces: Boxes,
  credentials: SquareTerminal,
  audit: ScrollText,
  clients: Building2,
  apiReference: BookOpen,
};

/** Links to the pages that the member can open. */
export function Navigation({ permitted }: { readonly permitted: readonly PageLabel[] }) {
  const t = useTranslations("shell");
  const path = usePathname();
  const id = useId();
  const sections = SECTIONS.map(({ label, pages }) => ({
    label,
    pages: pages.filter((page) => permitted.includes(page.label)),
  })).filter(({ pages }) => pages.length > 0);
  return (
    <nav aria-label={t("navigation")} className="flex flex-col gap-4">
      {sections.map((section) => (
        <div key={section.label}>
          <h2 id={`${id}-${section.label}`} className="px-2.5 pt-1 pb-2 font-medium text-muted text-xs">
            {t(section.label)}
          </h2>
          <ul aria-labelledby={`${id}-${section.label}`} className="flex flex-col gap-0.5">
            {section.pages.map(({ label, href }) => {
              const Icon = ICONS[label];
              return (
                <li key={href}>
                  <Link
                    href={href}
                    aria-current={path === href ? "page" : path.startsWith(`${href}/`) ? "true" : undefined}
                    className={classNames(
                      "flex items-center gap-2.5 rounded-md px-2.5 py-1.5 font-medium text-ink hover:bg-hover",
                      "aria-[current]:bg-accent-soft aria-[current]:text-accent-strong",
                    )}
                  >
                    <Icon aria-hidden className="size-4 shrink-0" />
                    {t(label)}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}
