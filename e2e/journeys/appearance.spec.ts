import { expect, test } from "@playwright/test";
import { tabTo } from "../support/keyboard.ts";
import { makePeople, signIn } from "../support/people.ts";

test("the settings can be changed with the keyboard alone", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  await tabTo(page, "Require Authentication");
  await page.keyboard.press("Space");
  await expect(page.getByRole("switch", { name: "Require Authentication" })).toBeChecked();
  await tabTo(page, "Generate New Profile Authentication Token");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("alertdialog", { name: "Your new profile authentication token" });
  await expect(dialog).toBeVisible();
  await tabTo(page, "I have saved the token");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
});
