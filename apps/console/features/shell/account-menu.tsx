import type { Role } from "@silhouette/core/permission";
import { ChevronDown, CircleUser, LogOut } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { readDisplay } from "@/server/display";
import { signOutAction } from "./actions";
import { LanguageSwitch } from "./language-switch";
import { ThemeSwitch } from "./theme-switch";

type Props = { readonly name: string; readonly email: string; readonly role: Role | null };

export async function AccountMenu({ name, email, role }: Props) {
  const t = await getTranslations();
  const { theme } = await readDisplay();
  return (
    <>
      <button
        type="button"
        popoverTarget="account-menu"
        aria-label={t("shell.accountMenu")}
        className="flex min-h-9 cursor-pointer items-center gap-2 rounded-md px-2 hover:bg-hover"
      >
        <span
          aria-hidden
          className="grid size-7 place-items-center rounded-full bg-accent-soft font-semibold text-accent-strong text-xs"
        >
          {initialsOf(name)}
        </span>
        <span className="max-w-40 truncate font-medium max-sm:hidden">{name}</span>
        <ChevronDown aria-hidden className="size-4 text-muted max-[26rem]:hidden" />
      </button>
      <div id="account-menu" popover="auto" className="menu">
        <div className="border-line border-b px-4 py-3">
          <p className="break-words font-medium">{name}</p>
          <p className="break-words text-muted">{email}</p>
          {role === null ? null : (
            <p className="mt-1.5 inline-block rounded-full bg-accent-soft px-2 py-0.5 font-medium text-accent-strong text-xs">
              {t(`common.role.${role}`)}
            </p>
          )}
        </div>
        <div className="border-line border-b px-4 py-3">
          <ThemeSwitch theme={theme} />
        </div>
        <div className="border-line border-b p-2">
          <Link href="/account" className="flex min-h-9 items-center gap-2.5 rounded-md px-2 hover:bg-hover">
            <CircleUser aria-hidden className="size-4" />
            {t("shell.yourAccount")}
          </Link>
          <LanguageSwitch id="account-language" />
        </div>
        <form action={signOutAction} data-leaves="" className="p-2">
          <button
            type="submit"
            className="flex min-h-9 w-full cursor-pointer items-center gap-2.5 rounded-md px-2 hover:bg-hover"
          >
            <LogOut aria-hidden className="size-4" />
            {t("shell.signOut")}
          </button>
        </form>
      </div>
    </>
  );
}

/** The first letters of the first and the last word; whole characters, whatever the script. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words.at(0), words.at(-1)] : [words[0]];
  return ends
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toLocaleUpperCase();
}
