import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { fill } from "../support/pages.ts";
import { makePeople, makePeopleOf, signIn } from "../support/people.ts";
import { startVisits } from "../support/visits.ts";

const root = path.join(import.meta.dirname, "../..");
const DOCUMENTED = path.join(root, "docs/images");
const ALL = path.join(root, "test-results/pictures");

const THEMES = ["light", "dark"] as const;
const WIDTHS = [1280, 360];

// It goes through all pages, four times each.
test.describe.configure({ timeout: 300_000 });

const SETS = [
  { state: "empty", locale: "en" },
  { state: "full", locale: "en" },
  { state: "full", locale: "ko" },
  // The longest of the catalogues: a fifth more characters than the English one.
  { state: "full", locale: "fr" },
] as const;

for (const { state, locale } of SETS) {
  test(`every page, ${state}, in ${locale}`, async ({ browser }) => {
    const { visits, open, close } = await startVisits(browser, { state, locale });
    for (const visit of visits) {
      const page = await open(visit);
      await takeAll(page, `${visit.name}-${state}-${locale}`);
    }
    await close();
  });
}

test("dialogs and menus", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  await page.getByRole("switch", { name: "Require Authentication" }).click();
  await expect(page.getByText("Authentication is now required")).toBeVisible();
  await takeAll(page, "authentication-required");
  await generate(page);
  await takeAll(page, "token-shown");
  await page.getByRole("button", { name: "I have saved the token" }).click();
  await generate(page);
  await takeAll(page, "token-replace");
  await page.getByRole("button", { name: "Keep the current token" }).click();
  for (const width of WIDTHS) {
    // A menu closes when its window changes.
    await page.setViewportSize({ width, height: 900 });
    await page.getByRole("button", { name: "Account menu" }).click();
    await page.screenshot({ path: path.join(ALL, `account-menu-light-${width}.png`) });
    await page.keyboard.press("Escape");
  }
});

test("the pictures of the README", async ({ browser }) => {
  const { approver } = await makePeopleOf({ code: "lumen" }, ["approver"]);
  await fill(approver.client);
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  /** Of the part of the page that has something to show. */
  const take = async (name: string, height: number) => {
    await page.setViewportSize({ width: 1200, height });
    await page.screenshot({ path: path.join(DOCUMENTED, `${name}.png`) });
  };
  await signIn(page, approver);
  await generate(page);
  await page.getByRole("button", { name: "I have saved the token" }).click();
  await expect(page.getByText(/89 days/)).toBeVisible();
  const heading = page.getByRole("heading", { name: "Profile API", exact: true });
  const barHeight = 56;
  await heading.evaluate(
    (element, above) => window.scrollBy(0, element.getBoundingClientRect().top - above),
    barHeight * 2,
  );
  await take("profile-api", 760);
  await page.goto("/overview");
  // Calls are written every few seconds, and this page looks for them.
  await expect(page.getByText(/^at most/)).toHaveCount(2, { timeout: 45_000 });
  await take("overview", 520);
  await page.goto("/batches");
  await take("batches", 480);
  await context.close();
});

/** The page as it is shown now, in both themes and widths. */
async function takeAll(page: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.screenshot({ path: path.join(ALL, `${name}-${colorScheme}-${width}.png`), fullPage: true });
    }
  }
}

async function generate(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
}
