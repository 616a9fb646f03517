import { Menu } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Callout } from "@/components/ui/callout";
import { Logo } from "@/components/ui/logo";
import type { SignedIn } from "@/server/signed-in";
import { AccountMenu } from "./account-menu";
import { ClientMenu } from "./client-menu";
import { Navigation } from "./navigation";
import { permittedPages } from "./pages";
import { permittedActs } from "./palette/acts";
import { Palette } from "./palette/palette";

type Props = { readonly signedIn: SignedIn; readonly children: ReactNode };

/** Top bar, navigation and content. Menus are popovers of the browser, so all of it works before scripts load. */
export function Shell({ signedIn, children }: Props) {
  const t = useTranslations();
  const { session, clients, current } = signedIn;
  const permissions = current?.actor.permissions ?? new Set();
  const permitted = permittedPages(permissions);
  const otherClients = clients.map(({ code }) => code).filter((code) => code !== current?.client.code);
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-30 rounded-md bg-accent px-3 py-2 font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:px-3 focus:py-2"
      >
        {t("shell.skipToContent")}
      </a>
      <header className="sticky top-0 z-20 flex h-14 items-center gap-1 border-line border-b bg-raised px-4 sm:gap-2 sm:px-5">
        <button
          type="button"
          popoverTarget="navigation-menu"
          aria-label={t("shell.openNavigation")}
          className="-ml-2 grid size-9 cursor-pointer place-items-center rounded-md hover:bg-hover md:hidden"
        >
          <Menu aria-hidden className="size-5" />
        </button>
        <Logo className="size-7 shrink-0" />
        <span className="font-semibold text-[0.9375rem] max-[26rem]:sr-only">{t("common.productName")}</span>
        {current === null ? null : (
          <ClientMenu
            code={current.client.code}
            clients={clients.map(({ code, state }) => ({ code, isDisabled: state !== "enabled" }))}
          />
        )}
        <div className="grow" />
        <Palette reach={{ pages: permitted, acts: permittedActs(permissions), otherClients }} />
        <AccountMenu name={session.member.name} email={session.member.email} role={current?.role ?? null} />
      </header>
      <div id="navigation-menu" popover="auto" className="menu right-auto left-4 p-3 md:hidden">
        <Navigation permitted={permitted} />
      </div>
      <div className="flex grow">
        <div className="hidden w-60 shrink-0 border-line border-r bg-sunken md:block">
          <div className="sticky top-14 max-h-[calc(100dvh-3.5rem)] overflow-y-auto p-3">
            <Navigation permitted={permitted} />
          </div>
        </div>
        <main id="content" tabIndex={-1} className="min-w-0 grow px-4 py-6 outline-none sm:px-8 sm:py-8">
          <div className="mx-auto w-full max-w-5xl">
            {current === null || current.client.state === "enabled" ? null : (
              <Callout tone="warning" className="mb-5">
                <p>{t("shell.disabledClient")}</p>
                <Link href={`/administration/clients/${current.client.code}`} className="link font-medium">
                  {t("shell.openClient")}
                </Link>
              </Callout>
            )}
            {children}
          </div>
        </main>
      </div>
    </div>
  );
}
