import { expect, type Page, test } from "@playwright/test";
import { collectFaults, expectSoundPage, NARROW } from "../support/check-page.ts";
import { makePeople, signIn } from "../support/people.ts";

const paletteOf = (page: Page) => page.getByRole("dialog", { name: "Search pages and commands" });

/** Opens it with the keys, wherever the focus is. */
async function open(page: Page): Promise<void> {
  // Before scripts run the keys are the browser's.
  await expect(page.getByRole("button", { name: "Search pages and commands" })).toBeVisible();
  await page.keyboard.press("Control+k");
  // The focus moves a moment after it is seen, and with it what is typed.
  await expect(paletteOf(page).getByRole("combobox")).toBeFocused();
}

test("pages and profiles are a few keys away, under the console's strict policy", async ({ page }) => {
  const { approver } = await makePeople("approver");
  const faults = collectFaults(page);
  await signIn(page, approver);
  await open(page);
  await page.keyboard.type("batch up");
  await expect(paletteOf(page).getByRole("option").first()).toHaveText("Upload a batch");
  await expect(paletteOf(page).getByRole("status").filter({ hasText: "4 matches." })).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Upload a batch" })).toBeVisible();
  await expect(paletteOf(page)).toBeHidden();

  await open(page);
  await page.keyboard.type("customer 17&18");
  await expect(paletteOf(page).getByRole("option", { name: "Look up “customer 17&18” as ECID" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/profiles?by=tntId&id=customer+17%2618");
  // Out of a field, where the keys mean nothing else.
  await page.getByRole("textbox", { name: "ID" }).focus();
  await open(page);
  await page.keyboard.press("Control+k");
  await expect(paletteOf(page)).toBeHidden();
  await expect(page.getByRole("textbox", { name: "ID" })).toBeFocused();

  await page.getByRole("button", { name: "Search pages and commands" }).click();
  await page.keyboard.press("Escape");
  await expect(paletteOf(page)).toBeHidden();
  expect(faults).toEqual([]);
});

test("theme and sign-out work from it, and what a role may not do is not offered", async ({ page }) => {
  const { observer } = await makePeople("observer");
  await signIn(page, observer);
  await open(page);
  const options = paletteOf(page).getByRole("option");
  await expect(options.filter({ hasText: "Batches" })).toHaveCount(1);
  for (const name of [
    "Upload a batch",
    "Audit log",
    "Profiles",
    "Look up",
    "Create a credential",
    "Create a token",
    "Invite a user",
  ]) {
    await expect(options.filter({ hasText: name })).toHaveCount(0);
  }
  await page.keyboard.type("dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const remembered = async () => (await page.context().cookies()).find(({ name }) => name === "silhouette-theme");
  await expect.poll(async () => (await remembered())?.value).toBe("dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await open(page);
  await page.keyboard.type("no such thing");
  await expect(paletteOf(page).getByText("Nothing matches. Try fewer letters.")).toBeVisible();
  await paletteOf(page).getByRole("combobox").fill("sign out");
  await page.keyboard.press("Enter");
  await expect(page.getByText("You have signed out.")).toBeVisible();
});

test("another client is chosen from it", async ({ page }) => {
  const { sysadmin } = await makePeople("sysadmin");
  await signIn(page, sysadmin);
  await open(page);
  await page.keyboard.type(`work in ${sysadmin.client.code}`);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: `You are working in ${sysadmin.client.code}.` })).toBeVisible();
});

test("it stays shut while a new secret is shown, and closes a menu that is open", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  await page.getByRole("button", { name: "Account menu" }).click();
  await open(page);
  await expect(page.getByRole("button", { name: "Sign out" })).toBeHidden();
  await page.keyboard.press("Escape");
  await page.getByRole("switch", { name: "Require Authentication" }).click();
  await page.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("button", { name: "I have saved the token" }).click();
  await expect(paletteOf(page)).toHaveCount(0);
});

test("the palette is accessible and loses nothing in a narrow window", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await page.setViewportSize(NARROW);
  await signIn(page, approver);
  await open(page);
  await expectSoundPage(page);
  await page.keyboard.type("x".repeat(100));
  await expectSoundPage(page);
});
