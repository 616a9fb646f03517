import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { findFaults, findUnreachable, NARROW } from "../support/check-page.ts";
import { makePeopleOf, signIn } from "../support/people.ts";
import { startVisits } from "../support/visits.ts";

const WIDE = { width: 1280, height: 800 };

// Tests that go through all pages.
test.describe.configure({ timeout: 1_200_000 });
// A trace of each of thousands of steps takes longer than the steps.
test.use({ trace: "off" });

for (const state of ["empty", "full"] as const) {
  test(`every page of a client that is ${state} is accessible, loses nothing when it is narrow or zoomed, and is reached by keyboard`, async ({
    browser,
  }) => {
    const { visits, open, close } = await startVisits(browser, { state, options: { viewport: NARROW } });
    for (const visit of visits) {
      const page = await open(visit);
      expect.soft(await findFaults(page), visit.name).toEqual([]);
      // As many calls as the reference has: each is the same part.
      if (visit.name === "api-reference") continue;
      await page.setViewportSize(WIDE);
      expect.soft(await findUnreachable(page), `${visit.name}: by the Tab key`).toEqual([]);
      await page.setViewportSize(NARROW);
    }
    await close();
  });
}

test("the dialogs that show a token and ask before it is replaced are accessible and fit", async ({ page }) => {
  const { approver } = await makePeopleOf({ code: `shop-${randomUUID().slice(0, 8)}` }, ["approver"]);
  await page.setViewportSize(NARROW);
  await signIn(page, approver);
  await page.getByRole("switch", { name: "Require Authentication" }).click();
  await page.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  expect(await findFaults(page)).toEqual([]);
  await page.getByRole("button", { name: "I have saved the token" }).click();
  await page.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
  await expect(page.getByRole("alertdialog", { name: "Replace the current token?" })).toBeVisible();
  expect(await findFaults(page)).toEqual([]);
});

test("what the keyboard goes back to is never under the top bar (WCAG 2.4.11)", async ({ page }) => {
  const { approver } = await makePeopleOf({}, ["approver"]);
  await signIn(page, approver);
  await page.getByRole("button", { name: "Save" }).last().focus();
  for (let press = 0; press < 25; press++) {
    await page.keyboard.press("Shift+Tab");
    const hidden = await page.evaluate(() => {
      const bar = document.querySelector("header")?.getBoundingClientRect().bottom ?? 0;
      const focused = document.activeElement;
      if (focused === null || focused.closest("#content") === null) return null;
      return focused.getBoundingClientRect().top < bar ? focused.outerHTML.slice(0, 120) : null;
    });
    expect(hidden).toBeNull();
  }
});
