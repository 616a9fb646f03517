import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { makePeople, signIn } from "../support/people.ts";

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 320]) {
    test(`the pages are accessible and fit in ${width} pixels, ${colorScheme}`, async ({ browser }) => {
      const { approver } = await makePeople("approver");
      const page = await (
        await browser.newContext({ colorScheme, reducedMotion: "reduce", viewport: { width, height: 800 } })
      ).newPage();
      const check = async () => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      };
      await page.goto("/sign-in");
      await check();
      await signIn(page, approver);
      await check();
      await page.getByRole("switch", { name: "Require Authentication" }).click();
      await page.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
      await expect(page.getByRole("alertdialog")).toBeVisible();
      await check();
      await page.getByRole("button", { name: "I have saved the token" }).click();
      await page.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
      await expect(page.getByRole("alertdialog", { name: "Replace the current token?" })).toBeVisible();
      await check();
    });
  }
}

test("the settings can be changed with the keyboard alone", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  const tabTo = async (name: string) => {
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return "";
        const label = element.getAttribute("aria-labelledby");
        return (label === null ? element : document.getElementById(label))?.textContent ?? "";
      });
      if (focused.includes(name)) return;
    }
    throw new Error(`${name} cannot be reached with the Tab key`);
  };
  await tabTo("Require Authentication");
  await page.keyboard.press("Space");
  await expect(page.getByRole("switch", { name: "Require Authentication" })).toBeChecked();
  await tabTo("Generate New Profile Authentication Token");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("alertdialog", { name: "Your new profile authentication token" });
  await expect(dialog).toBeVisible();
  await tabTo("I have saved the token");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
});
