import Link from "next/link";
import { useTranslations } from "next-intl";
import { INSTALLATION_LOG } from "./logs";

/** Between the log of the client and that of the installation, for who may read both. */
export function LogSwitch({ log }: { readonly log: string | null }) {
  const t = useTranslations("audit");
  const logs = [
    { href: "/administration/audit", label: t("clientLog"), isShown: log === null },
    { href: "/administration/audit?log=installation", label: t("installationLog"), isShown: log === INSTALLATION_LOG },
  ];
  return (
    <nav aria-label={t("logs")} className="flex flex-wrap gap-1.5">
      {logs.map(({ href, label, isShown }) => (
        <Link
          key={href}
          href={href}
          aria-current={isShown ? "page" : undefined}
          className="rounded-full border border-line bg-raised px-3 py-1 font-medium text-sm hover:bg-hover aria-[current=page]:border-transparent aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent-strong"
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
