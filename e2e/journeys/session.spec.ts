import { expect, test } from "@playwright/test";
import { makePeople, signIn } from "../support/people.ts";

test("who is not signed in is asked to sign in, and comes back to the page they wanted", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await page.goto("/administration/implementation");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByLabel("E-mail address").fill(approver.email);
  await page.getByLabel("Password").fill("not the password of anybody");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("The e-mail address or the password is wrong.")).toBeVisible();
  await page.getByLabel("E-mail address").fill(approver.email);
  await page.getByLabel("Password").fill(approver.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/administration\/implementation$/);
});

test("a session that was signed out does not come back with its cookie", async ({ page, context }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  const cookies = await context.cookies();
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("You have signed out.")).toBeVisible();
  await context.addCookies(cookies);
  await page.goto("/administration/implementation");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("signing in, switching authentication on and generating a token all work", async ({ page }) => {
    const { approver } = await makePeople("approver");
    await signIn(page, approver, { scripts: false });
    await page.getByRole("switch", { name: "Require Authentication" }).click();
    await expect(page.getByRole("switch", { name: "Require Authentication" })).toBeChecked();
    await page.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
    await expect(page.getByText(/^sil_\w+$/)).toBeVisible();
    await page.getByRole("link", { name: "I have saved the token" }).click();
    await page.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
    await page.getByRole("button", { name: "Generate and replace" }).click();
    await expect(page.getByText(/^sil_\w+$/)).toBeVisible();
  });
});
