import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { expectSoundPage, NARROW } from "../support/check-page.ts";
import { makePeople, signIn, untilInteractive } from "../support/people.ts";

const LIST = "/administration/clients";

test("a Sysadmin creates a client, gives it an organization, and works in it", async ({ page }) => {
  const { sysadmin } = await makePeople("sysadmin");
  const code = `shop-${randomUUID().slice(0, 8)}`;
  await signIn(page, sysadmin, { path: LIST });
  // Other journeys have clients too, more than a page of them.
  await page.getByRole("search").getByLabel("Code or name").fill(sysadmin.client.code);
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(`${LIST}?text=${sysadmin.client.code}&state=`);
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(page.getByRole("row").filter({ hasText: sysadmin.client.code })).toBeVisible();
  await page.getByRole("link", { name: "Create a client" }).click();
  await page.getByLabel("Client code").fill(sysadmin.client.code.toUpperCase());
  await page.getByLabel("Name", { exact: true }).fill("Corner shop");
  await page.getByRole("button", { name: "Create a client" }).click();
  await expect(page.getByText("Another client has this code.")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Corner shop");
  await page.getByLabel("Client code").fill(code.toUpperCase());
  await page.getByRole("button", { name: "Create a client" }).click();
  await page.getByRole("link", { name: "Go to Corner shop" }).click();

  await page.getByLabel("IMS organization ID").fill("ACME@AdobeOrg");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Another client has this organization.")).toBeVisible();
  await page.getByLabel("IMS organization ID").fill(`${code}@AdobeOrg`);
  await page.getByLabel("Name", { exact: true }).fill("The corner shop");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "The corner shop" })).toBeVisible();

  await page.getByRole("button", { name: "Work in this client" }).click();
  await expect(page.getByRole("button", { name: `You are working in ${code}.` })).toBeVisible();
  await page.goto(`${LIST}?text=${code}`);
  const row = page.getByRole("row").filter({ hasText: code });
  await expect(row).toContainText(`${code}@AdobeOrg`);
  await expect(row).toContainText("Shown now");
});

/** Finds a client in the list and goes to its page. */
async function openClient(page: Page, code: string, state?: string): Promise<void> {
  await page.goto(`${LIST}?text=${code}`);
  const row = page.getByRole("row").filter({ hasText: code });
  if (state !== undefined) await expect(row).toContainText(state);
  await row.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

test("a client is disabled, its members do not see it any more, and it comes back as it was", async ({
  page,
  browser,
}) => {
  const { sysadmin } = await makePeople("sysadmin");
  const { approver } = await makePeople("approver");
  const { code, name } = approver.client;
  const member = await (await browser.newContext()).newPage();
  await signIn(member, approver);
  await signIn(page, sysadmin);
  await openClient(page, code, "Enabled");
  await untilInteractive(page);
  await expect(page.getByRole("button", { name: "Delete the client" })).toBeDisabled();
  await page.getByRole("button", { name: "Disable the client" }).click();
  const asked = page.getByRole("alertdialog", { name: `Disable ${name}?` });
  await expect(asked).toContainText(`calls that name ${code} are refused`);
  await asked.getByRole("button", { name: "Disable", exact: true }).click();
  await expect(page.getByText("The client is disabled.", { exact: true })).toBeVisible();

  expect((await member.goto("/administration/implementation"))?.status()).toBe(403);
  await expect(member.getByText(code)).toHaveCount(0);

  await page.goto(LIST);
  await page.getByRole("search").getByLabel("Code or name").fill(code);
  await page.getByRole("search").getByLabel("State").selectOption("Disabled");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(`${LIST}?text=${code}&state=disabled`);
  await expect(page.getByRole("row").filter({ hasText: code })).toContainText("Disabled");
  await page.getByRole("row").filter({ hasText: code }).getByRole("link").click();
  await page.getByRole("button", { name: "Work in this client" }).click();
  await expect(page.getByText("This client is disabled. Its calls are refused")).toBeVisible();
  await page.getByRole("link", { name: "Enable or delete it" }).click();
  await page.getByRole("button", { name: "Delete the client" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await page.setViewportSize(NARROW);
  await expectSoundPage(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Enable the client" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Enable", exact: true }).click();
  await expect(page.getByText("The client is enabled.", { exact: true })).toBeVisible();
  await expect(page.getByText("This client is disabled.")).toHaveCount(0);
  expect((await member.goto("/administration/implementation"))?.status()).toBe(200);
  await member.context().close();
});

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";
  test(`a disabled client is deleted by whoever types its code, ${scripts}`, async ({ browser }) => {
    const { sysadmin } = await makePeople("sysadmin");
    const { observer } = await makePeople("observer");
    const { code, name } = observer.client;
    const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
    await signIn(page, sysadmin, { scripts: javaScriptEnabled });
    const act = async (button: string, title: string) => {
      await openClient(page, code);
      if (javaScriptEnabled) await untilInteractive(page);
      await page.getByRole("button", { name: button }).click();
      await expect(page.getByRole("heading", { name: title })).toBeVisible();
    };
    await act("Disable the client", `Disable ${name}?`);
    await page.getByRole("button", { name: "Disable", exact: true }).click();
    await expect(page.getByText("The client is disabled.", { exact: true })).toBeVisible();

    await page.getByRole("button", { name: "Work in this client" }).click();
    await expect(page.getByText("This client is disabled. Its calls are refused")).toBeVisible();

    await act("Delete the client", `Delete ${name} for good?`);
    await page.getByLabel(`Type the client code ${code} to confirm`).fill("another-code");
    await page.getByRole("button", { name: "Delete for good" }).click();
    await expect(page.getByText("That is not the code of this client. Nothing was deleted.")).toBeVisible();

    await act("Delete the client", `Delete ${name} for good?`);
    await page.getByLabel(`Type the client code ${code} to confirm`).fill(code);
    await page.getByRole("button", { name: "Delete for good" }).click();
    await expect(page.getByText("The client is being deleted. It stays in the list")).toBeVisible();
    await expect(page.getByText("This client is disabled.")).toHaveCount(0);
    await openClient(page, code, "Being deleted");
    await expect(page.getByText("its code can be used anew")).toBeVisible();
    await expect(page.getByRole("button", { name: "Enable the client" })).toHaveCount(0);
    await page.context().close();
  });
}

test("nobody else sees the clients of the installation", async ({ page }) => {
  const { productAdmin } = await makePeople("productAdmin");
  await signIn(page, productAdmin);
  await expect(page.getByRole("link", { name: "Clients" })).toHaveCount(0);
  for (const path of [LIST, `${LIST}/new`, `${LIST}/acme`]) expect((await page.goto(path))?.status()).toBe(403);
});
