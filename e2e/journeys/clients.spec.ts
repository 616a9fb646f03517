import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { makePeople, signIn } from "../support/people.ts";

const LIST = "/administration/clients";

test("a Sysadmin creates a client, gives it an organization, and works in it", async ({ page }) => {
  const { sysadmin } = await makePeople("sysadmin");
  const code = `shop-${randomUUID().slice(0, 8)}`;
  await signIn(page, sysadmin, { path: LIST });
  // Other journeys have clients too, more than a page of them.
  await page.getByRole("search").getByLabel("Code or name").fill(sysadmin.client.code);
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(`${LIST}?text=${sysadmin.client.code}`);
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

test("nobody else sees the clients of the installation", async ({ page }) => {
  const { productAdmin } = await makePeople("productAdmin");
  await signIn(page, productAdmin);
  await expect(page.getByRole("link", { name: "Clients" })).toHaveCount(0);
  for (const path of [LIST, `${LIST}/new`, `${LIST}/acme`]) expect((await page.goto(path))?.status()).toBe(403);
});
