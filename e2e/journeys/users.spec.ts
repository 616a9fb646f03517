import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { expectSoundPage, NARROW } from "../support/check-page.ts";
import { makePeople, signIn } from "../support/people.ts";

const password = "eleven calm otters juggle";

/** Fills the form in, and returns the link that the dialog shows. */
async function invite(page: Page, email: string, role: string): Promise<string> {
  await page.goto("/administration/users");
  await page.getByRole("link", { name: "Invite a user" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Invite a user" })).toBeVisible();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Name", { exact: true }).fill("Grace Hopper");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByText("Choose at least one role.", { exact: true })).toBeVisible();
  await page.getByRole("checkbox", { name: role }).check();
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("alertdialog", { name: "Hand over this invitation" });
  return (await dialog.locator("code").textContent()) ?? "";
}

async function join(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("Repeat the password").fill(password);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByText("You have joined.")).toBeVisible();
}

const confirm = async (page: Page, ask: string, act: string) => {
  await page.getByRole("button", { name: ask, exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: act, exact: true }).click();
};

test("somebody is invited, joins by the link, and loses the role between two clicks", async ({ page, browser }) => {
  const { productAdmin } = await makePeople("productAdmin");
  await signIn(page, productAdmin);
  const email = `guest-${randomUUID()}@example.test`;
  const link = await invite(page, email, "Editor");
  const dialog = page.getByRole("alertdialog", { name: "Hand over this invitation" });
  await page.keyboard.press("Escape");
  await expect(dialog.getByText("Copy the link first")).toBeVisible();
  await dialog.getByRole("button", { name: "I have copied the link" }).click();
  const row = page.getByRole("row", { name: email });
  await expect(row).toContainText("Invited");
  await expect(row).toContainText(/Editor in /);

  const context = await browser.newContext();
  const guest = await context.newPage();
  await join(guest, link);
  await signIn(guest, { email, password, client: productAdmin.client });
  const navigation = guest.getByRole("navigation", { name: "Main" });
  await expect(navigation.getByRole("link", { name: "Profiles" })).toBeVisible();
  await expect(navigation.getByRole("link", { name: "Users" })).toHaveCount(0);

  await page.reload();
  await expect(row).toContainText("Active");
  await row.getByRole("link", { name: "Grace Hopper" }).click();
  await page.getByRole("checkbox", { name: "Editor" }).uncheck();
  await page.getByRole("checkbox", { name: "Observer" }).check();
  await page.getByRole("button", { name: "Save the roles" }).click();
  await expect(page.getByText("The roles are saved.").first()).toBeVisible();
  await navigation.getByRole("link", { name: "Profiles" }).click();
  await expect(guest.getByRole("heading", { name: "You may not see this page" })).toBeVisible();

  await page.getByRole("checkbox", { name: "Observer" }).uncheck();
  await page.getByRole("button", { name: "Save the roles" }).click();
  await expect(page.getByText("The user has no role in this client any more")).toBeVisible();
  await expect(row).toHaveCount(0);
  await guest.goto("/administration/implementation");
  await expect(guest.getByRole("heading", { level: 1, name: "Implementation" })).toHaveCount(0);
  await context.close();
});

test("an account is renamed, signed out, disabled, enabled and removed, each after a question", async ({
  page,
  browser,
}) => {
  const { productAdmin, approver } = await makePeople("productAdmin", "approver");
  const context = await browser.newContext();
  const other = await context.newPage();
  await signIn(other, approver);
  await signIn(page, productAdmin, { path: `/administration/users?text=${approver.email}` });
  await page.getByRole("row", { name: approver.email }).getByRole("link").click();

  await page.getByLabel("Name", { exact: true }).fill("Ada Lovelace");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Ada Lovelace" })).toBeVisible();
  await confirm(page, "Sign out everywhere", "Sign out");
  await expect(page.getByText("1 session has ended.")).toBeVisible();
  await other.goto("/administration/implementation");
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();

  await confirm(page, "New password link", "Make the link");
  const dialog = page.getByRole("alertdialog", { name: "Hand over this password link" });
  await expect(dialog.locator("code")).toContainText("/password-reset#");
  await dialog.getByRole("button", { name: "I have copied the link" }).click();

  await confirm(page, "Disable the account", "Disable");
  await expect(page.getByText("The account is disabled.", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "New password link" })).toBeDisabled();
  await confirm(page, "Enable the account", "Enable");
  await expect(page.getByText("The account is enabled.", { exact: true })).toBeVisible();

  await expect(page.getByRole("button", { name: "Unlink single sign-on" })).toBeDisabled();
  const email = `moved-${randomUUID()}@example.test`;
  await page.getByRole("button", { name: "Change the e-mail address" }).click();
  const asked = page.getByRole("alertdialog");
  await asked.getByLabel("New e-mail address").fill(email);
  await asked.getByRole("button", { name: "Change it" }).click();
  await expect(page.getByText(`The e-mail address is ${email} now.`)).toBeVisible();

  await confirm(page, "Remove from this client", "Remove");
  await expect(page.getByText("The user has no role in this client any more")).toBeVisible();
  await expect(page.getByRole("row", { name: email })).toHaveCount(0);
  await context.close();
});

test("a deleted account is gone from the list, and nobody signs in with it", async ({ page }) => {
  const { productAdmin, editor } = await makePeople("productAdmin", "editor");
  await signIn(page, productAdmin, { path: `/administration/users?text=${editor.email}` });
  await page.getByRole("row", { name: editor.email }).getByRole("link").click();
  await confirm(page, "Delete the account", "Delete");
  await expect(page.getByText("The account is deleted.")).toBeVisible();
  await expect(page.getByRole("row", { name: editor.email })).toHaveCount(0);
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(editor.email);
  await page.getByLabel("Password").fill(editor.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("The e-mail address or the password is wrong")).toBeVisible();
});

test("what is beyond reach is greyed and says why, and filters stand in the address", async ({ page }) => {
  const { workspaceAdmin, productAdmin } = await makePeople("workspaceAdmin", "productAdmin");
  await signIn(page, workspaceAdmin, { path: "/administration/users" });
  await page.getByLabel("Role", { exact: true }).selectOption("Product admin");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/role=productAdmin/);
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("row", { name: productAdmin.email }).getByRole("link").click();
  await expect(page.getByRole("checkbox", { name: "Product admin" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Product admin" })).toBeDisabled();
  await expect(page.getByText("Only a Product admin or a Sysadmin can give or take this role.")).toBeVisible();
  await expect(page.getByText("This account has a role that you may not give")).toBeVisible();
  await expect(page.getByRole("button", { name: "Disable the account" })).toHaveCount(0);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("an invitation shows its link in the page", async ({ page }) => {
    const { workspaceAdmin } = await makePeople("workspaceAdmin");
    await signIn(page, workspaceAdmin, { path: "/administration/users/new", scripts: false });
    await page.getByLabel("E-mail address").fill(`guest-${randomUUID()}@example.test`);
    await page.getByLabel("Name", { exact: true }).fill("Grace Hopper");
    await page.getByRole("checkbox", { name: "Observer" }).check();
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await expect(page.getByRole("region", { name: "Hand over this invitation" }).locator("code")).toContainText(
      "/invitation#",
    );
    await page.getByRole("link", { name: "I have copied the link" }).click();
    await expect(page.getByRole("row", { name: "Grace Hopper" })).toContainText("Invited");
  });
});

test("what is opened on the pages of users is accessible and loses nothing in a narrow window", async ({ page }) => {
  const { productAdmin, editor } = await makePeople("productAdmin", "editor");
  await page.setViewportSize(NARROW);
  await signIn(page, productAdmin, { path: "/administration/users?text=nobody-has-this-name" });
  await expect(page.getByText("Nobody matches these filters")).toBeVisible();
  await expectSoundPage(page);
  await page.goto("/administration/users");
  await page.getByText("What each role may do").click();
  await expectSoundPage(page);
  await page.getByRole("row", { name: editor.email }).getByRole("link").click();
  await page.getByRole("button", { name: "New password link" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectSoundPage(page);
});
