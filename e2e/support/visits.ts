import { randomUUID } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { type ConsolePage, fill, NAMES, pagesOf, type Visitor } from "./pages.ts";
import { makePeopleOf, signIn, untilInteractive } from "./people.ts";

export type Visit = ConsolePage & { readonly path: string };

type Options = {
  readonly state: "empty" | "full";
  /** The client's code; a new one unless said. */
  readonly code?: string;
  readonly locale?: string;
  readonly options?: Parameters<Browser["newContext"]>[0];
};

/** All pages of one client, and one browser window for each kind of visitor. */
export type Visits = {
  readonly visits: readonly Visit[];
  /** What things and people are called in it. */
  readonly names: readonly string[];
  /** Opens a page in its visitor's window, and returns the window once the page reacts to its scripts. */
  open(visit: Visit): Promise<Page>;
  close(): Promise<void>;
};

/** Signs everybody in once; the windows are kept from page to page. */
export async function startVisits(browser: Browser, { state, code, locale = "en", options }: Options): Promise<Visits> {
  const roles = ["productAdmin", "observer", "sysadmin"] as const;
  const people = await makePeopleOf({ code: code ?? `shop-${randomUUID().slice(0, 8)}` }, roles);
  const { client } = people.productAdmin;
  const things = state === "empty" ? null : await fill(client);
  const windows = new Map<Visitor, Page>();
  const windowOf = async (visitor: Visitor): Promise<Page> => {
    const known = windows.get(visitor);
    if (known !== undefined) return known;
    const page = await (await browser.newContext({ reducedMotion: "reduce", ...options })).newPage();
    windows.set(visitor, page);
    if (visitor === "nobody") await page.goto("/sign-in");
    else await signIn(page, people[visitor]);
    const { origin } = new URL(page.url());
    await page.context().addCookies([{ name: "silhouette-locale", value: locale, url: origin }]);
    return page;
  };
  return {
    visits: pagesOf(things),
    names: [...NAMES, ...roles, client.code, client.name],
    async open(visit) {
      const page = await windowOf(visit.visitor);
      await page.goto(visit.path);
      if (visit.visitor !== "nobody") await untilInteractive(page);
      return page;
    },
    async close() {
      for (const page of windows.values()) await page.context().close();
    },
  };
}
