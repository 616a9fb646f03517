import { expect, type Page, test } from "@playwright/test";
import { expectSoundPage, findClipped, NARROW } from "../support/check-page.ts";
import { makePeople, signIn } from "../support/people.ts";

const list = "/administration/workspaces";

async function makeWorkspace(page: Page, name: string): Promise<void> {
  await page.goto(list);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Create the workspace" }).click();
  await expect(page.getByText(`The workspace ${name} is there now.`)).toBeVisible();
}

async function makeProperty(page: Page, name: string): Promise<void> {
  await page.goto(list);
  await page.getByRole("link", { name: "New property" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "New property" })).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Create the property" }).click();
  await expect(page.getByText("The property is created.")).toBeVisible();
}

test("a workspace is made, renamed, and deleted after saying what goes with it", async ({ page }) => {
  const { productAdmin, editor } = await makePeople("productAdmin", "editor");
  await signIn(page, productAdmin);
  await makeWorkspace(page, "Shop");
  await page.getByLabel("Name", { exact: true }).fill("Shop");
  await page.getByRole("button", { name: "Create the workspace" }).click();
  await expect(page.getByText("There is a workspace of this name already.")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Shop");

  await page.getByRole("link", { name: "Shop", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Shop" })).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Store");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Store" })).toBeVisible();

  await page.goto(`/administration/users?text=${editor.email}`);
  await page.getByRole("row", { name: editor.email }).getByRole("link").click();
  await page.getByRole("group", { name: "Roles in Store" }).getByRole("checkbox", { name: "Observer" }).check();
  await page.getByRole("button", { name: "Save the roles" }).click();
  await expect(page.getByText("The roles are saved.").first()).toBeVisible();

  await page.goto(list);
  await page.getByRole("link", { name: "Store", exact: true }).click();
  await expect(page.getByRole("button", { name: "Delete the workspace" })).toBeVisible();
  // The tick stands with the question alone: there is no second one to lose.
  await expect(page.getByRole("checkbox", { name: "End these roles and credentials" })).toHaveCount(0);
  await page.getByRole("button", { name: "Delete the workspace" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Delete the workspace Store?" });
  await expect(dialog.getByText("1 user has a role in it, no live credential has one")).toBeVisible();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("Somebody has a role in this workspace.")).toBeVisible();
  await page.getByRole("button", { name: "Delete the workspace" }).click();
  await dialog.getByRole("checkbox", { name: "End these roles and credentials" }).check();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("The workspace is deleted.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Store", exact: true })).toHaveCount(0);

  await page.getByRole("row", { name: "Default" }).getByRole("link").first().click();
  await expect(page.getByText("The Default Workspace cannot be deleted")).toBeVisible();
  await expect(page.getByRole("button", { name: "Delete the workspace" })).toHaveCount(0);
});

test("a property is made, changed and deleted, and its token can be copied", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { productAdmin } = await makePeople("productAdmin");
  await signIn(page, productAdmin);
  await makeWorkspace(page, "Apps");
  await makeProperty(page, "Web shop");
  const row = page.getByRole("row", { name: "Web shop" });
  await row.getByRole("button", { name: "Copy the token of Web shop" }).click();
  const token = await row.locator("code").textContent();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(token);

  await row.getByRole("link", { name: "Web shop" }).click();
  await page.getByLabel("Channel").selectOption("Mobile");
  await page.getByRole("checkbox", { name: "Apps" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The property is saved.").first()).toBeVisible();
  await page.goto(list);
  await expect(row).toContainText("Mobile");
  await expect(row).toContainText("Apps");
  expect(await row.locator("code").textContent()).toBe(token);

  await row.getByRole("link", { name: "Web shop" }).click();
  await page.getByRole("button", { name: "Delete the property" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("The property is deleted.")).toBeVisible();
  await expect(row).toHaveCount(0);
});

test("without scripts a workspace is deleted once it is confirmed, with the tick that ends its roles", async ({
  browser,
}) => {
  const { productAdmin, editor } = await makePeople("productAdmin", "editor");
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, productAdmin, { path: list, scripts: false });
  await page.getByLabel("Name", { exact: true }).fill("Store");
  await page.getByRole("button", { name: "Create the workspace" }).click();
  await expect(page.getByRole("link", { name: "Store", exact: true })).toBeVisible();
  await page.goto(`/administration/users?text=${editor.email}`);
  await page.getByRole("row", { name: editor.email }).getByRole("link").click();
  await page.getByRole("group", { name: "Roles in Store" }).getByRole("checkbox", { name: "Observer" }).check();
  await page.getByRole("button", { name: "Save the roles" }).click();
  await expect(
    page.getByRole("group", { name: "Roles in Store" }).getByRole("checkbox", { name: "Observer" }),
  ).toBeChecked();

  await page.goto(list);
  await page.getByRole("link", { name: "Store", exact: true }).click();
  await page.getByRole("button", { name: "Delete the workspace" }).click();
  const asked = page.getByRole("region", { name: "Delete the workspace Store?" });
  await expect(asked.getByText("1 user has a role in it")).toBeVisible();
  expect(await findClipped(page)).toEqual([]);
  await page.goto(list);
  await page.getByRole("link", { name: "Store", exact: true }).click();
  await page.getByRole("button", { name: "Delete the workspace" }).click();
  await asked.getByRole("checkbox", { name: "End these roles and credentials" }).check();
  await asked.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("The workspace is deleted.")).toBeVisible();
  await page.context().close();
});

test("who may only look finds everything and reads why nothing can be changed", async ({ page }) => {
  const { observer, approver } = await makePeople("observer", "approver");
  await signIn(page, observer, { path: list });
  await expect(page.getByText("the role Observer may not change them")).toBeVisible();
  await expect(page.getByRole("button", { name: "Create the workspace" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "New property" })).toHaveCount(0);
  for (const path of ["/properties/new", "/properties/1", "/00000000-0000-4000-8000-000000000001"]) {
    expect((await page.goto(`${list}${path}`))?.status()).toBe(403);
  }

  await page.context().clearCookies();
  await signIn(page, approver);
  await makeProperty(page, "Web shop");
  await page.getByRole("row", { name: "Web shop" }).getByRole("link").click();
  await expect(page.getByText("Only a Product admin or a Sysadmin assigns workspaces.")).toBeVisible();
  await page.getByLabel("Description").fill("Where people buy");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The property is saved.").first()).toBeVisible();
});

test("long names of workspaces and properties lose nothing in a narrow window", async ({ page }) => {
  const { productAdmin } = await makePeople("productAdmin");
  await page.setViewportSize(NARROW);
  await signIn(page, productAdmin, { path: list });
  await makeWorkspace(page, "A workspace with a name that is rather long");
  await makeProperty(page, "A property with a name that is rather long");
  await expectSoundPage(page);
  await page.getByRole("link", { name: "A property with a name that is rather long" }).click();
  await expect(page.getByRole("button", { name: "Delete the property" })).toBeVisible();
  await expectSoundPage(page);
  await page.goto(list);
  await page.getByRole("link", { name: "A workspace with a name that is rather long", exact: true }).click();
  await page.getByRole("button", { name: "Delete the workspace" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectSoundPage(page);
});
