import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { makePeople, makePeopleOf, signIn } from "../support/people.ts";

const root = path.join(import.meta.dirname, "../..");
const DOCUMENTED = path.join(root, "docs/images");
const ALL = path.join(root, "test-results/pictures");

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 360]) {
    test(`pages at ${width} pixels, ${colorScheme}`, async ({ browser }) => {
      const { approver, observer } = await makePeople("approver", "observer");
      const page = await (await browser.newContext({ colorScheme, viewport: { width, height: 900 } })).newPage();
      const take = (name: string) =>
        page.screenshot({ path: path.join(ALL, `${name}-${colorScheme}-${width}.png`), fullPage: true });
      await page.goto("/sign-in");
      await take("sign-in");
      await signIn(page, approver);
      await take("implementation-off");
      await page.getByRole("switch", { name: "Require Authentication" }).click();
      await expect(page.getByText("Authentication is now required")).toBeVisible();
      await take("implementation-on");
      await generate(page);
      await take("token-shown");
      await page.getByRole("button", { name: "I have saved the token" }).click();
      await generate(page);
      await take("token-replace");
      await page.getByRole("button", { name: "Keep the current token" }).click();
      await take("implementation-token");
      await page.getByRole("button", { name: "Account menu" }).click();
      await take("account-menu");

      const other = await (await browser.newContext({ colorScheme, viewport: { width, height: 900 } })).newPage();
      await signIn(other, observer);
      await other.screenshot({ path: path.join(ALL, `observer-${colorScheme}-${width}.png`), fullPage: true });
      await other.goto("/no-such-page");
      await other.screenshot({ path: path.join(ALL, `not-found-${colorScheme}-${width}.png`), fullPage: true });
    });
  }
}

test("the picture of the README", async ({ browser }) => {
  const { approver } = await makePeopleOf({ code: "lumen" }, ["approver"]);
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  await signIn(page, approver);
  await page.getByRole("switch", { name: "Require Authentication" }).click();
  await generate(page);
  await page.getByRole("button", { name: "I have saved the token" }).click();
  await expect(page.getByText(/89 days/)).toBeVisible();
  await page.screenshot({ path: path.join(DOCUMENTED, "profile-api.png") });
});

async function generate(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
}
