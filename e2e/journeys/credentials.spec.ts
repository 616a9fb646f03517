import { expect, type Page, test } from "@playwright/test";
import { expectSoundPage, findClipped, NARROW } from "../support/check-page.ts";
import { makePeople, signIn } from "../support/people.ts";

const LIST = "/administration/credentials";

/** Asks for an access token as a program does; null when it is refused. */
async function askForToken(page: Page, clientId: string, secret: string): Promise<string | null> {
  const form = { grant_type: "client_credentials", client_id: clientId, client_secret: secret };
  const reply = await page.request.post("/ims/token/v3", { form });
  if (reply.status() === 401) return null;
  expect(reply.status()).toBe(200);
  return (await reply.json()).access_token;
}

async function callAdminApi(page: Page, code: string, accessToken: string | null): Promise<number> {
  const headers = { Authorization: `Bearer ${accessToken}` };
  return (await page.request.get(`/api/v1/clients/${code}/settings`, { headers })).status();
}

/** Reads the id and the secret in the open dialog, and closes it. */
async function takeSecret(page: Page, name: string): Promise<{ clientId: string; secret: string }> {
  const dialog = page.getByRole("alertdialog", { name: `The secret of ${name}` });
  const secret = await dialog.getByText(/^silcs_\w{43}$/).innerText();
  const clientId = await dialog.getByText(/^\w{20}$/).innerText();
  await expect(
    dialog.getByText(`curl -X POST -d grant_type=client_credentials -d client_id=${clientId}`),
  ).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog.getByText("Copy the secret first")).toBeVisible();
  await dialog.getByRole("button", { name: "I have saved the secret" }).click();
  await expect(dialog).toBeHidden();
  return { clientId, secret };
}

async function create(page: Page, name: string): Promise<void> {
  await page.goto(`${LIST}/new`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Role").selectOption("Editor");
  await page.getByRole("button", { name: "Create a credential" }).click();
}

test("a credential is created, calls the admin API, is rotated with an overlap, and ends at once when revoked", async ({
  page,
}) => {
  const { productAdmin } = await makePeople("productAdmin");
  const { code } = productAdmin.client;
  await signIn(page, productAdmin, { path: LIST });
  await expect(page.getByText("No credentials yet")).toBeVisible();
  await page.getByRole("link", { name: "Create a credential" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Nightly sync");
  await page.getByLabel("Role").selectOption("Editor");
  await expect(page.getByLabel("Role").getByRole("option", { name: "Sysadmin" })).toHaveCount(0);
  await page.getByRole("button", { name: "Create a credential" }).click();
  const first = await takeSecret(page, "Nightly sync");
  await expect(page).toHaveURL(LIST);
  const accessToken = await askForToken(page, first.clientId, first.secret);
  expect(await callAdminApi(page, code, accessToken)).toBe(200);

  await page.reload();
  expect(await page.content()).not.toContain(first.secret);
  const row = page.getByRole("row").filter({ hasText: first.clientId });
  await expect(row).toContainText("Editor");
  await expect(row).not.toContainText("Never");
  await row.getByRole("link", { name: "Nightly sync" }).click();

  await page.getByRole("button", { name: "Rotate the secret" }).click();
  const asked = page.getByRole("alertdialog", { name: "Make a new secret?" });
  await asked.getByLabel("The former secret works on for").selectOption("1 hour");
  await expect(asked.getByText("works for another hour")).toBeVisible();
  await asked.getByRole("button", { name: "Make a new secret" }).click();
  const second = await takeSecret(page, "Nightly sync");
  await expect(page.getByText(/^The former secret works until/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Rotate the secret" })).toBeFocused();
  for (const { secret } of [first, second]) expect(await askForToken(page, first.clientId, secret)).not.toBeNull();

  await page.getByRole("button", { name: "Rotate the secret" }).click();
  await asked.getByLabel("The former secret works on for").selectOption("Not at all");
  await asked.getByRole("button", { name: "Make a new secret" }).click();
  const third = await takeSecret(page, "Nightly sync");
  for (const { secret } of [first, second]) expect(await askForToken(page, first.clientId, secret)).toBeNull();

  await page.getByLabel("Name", { exact: true }).fill("Hourly sync");
  await page.getByRole("button", { name: "Save the name" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Hourly sync" })).toBeVisible();

  await page.getByRole("button", { name: "Revoke the credential" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText(`Revoked by ${productAdmin.email}`)).toBeVisible();
  await expect(page.getByText("Hourly sync is revoked.").first()).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  expect(await callAdminApi(page, code, accessToken)).toBe(401);
  expect(await askForToken(page, third.clientId, third.secret)).toBeNull();
  await page.goto(LIST);
  await expect(page.getByRole("row").filter({ hasText: "Hourly sync" })).toContainText("Revoked");
});

test("who may not manage credentials does not find them, and the page refuses", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  await expect(page.getByRole("link", { name: "Credentials" })).toHaveCount(0);
  expect((await page.goto(LIST))?.status()).toBe(403);
  expect((await page.goto(`${LIST}/new`))?.status()).toBe(403);
});

test("without scripts a credential is created, rotated and revoked as well, and nothing ends unasked", async ({
  browser,
}) => {
  const { productAdmin } = await makePeople("productAdmin");
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, productAdmin, { scripts: false });
  await create(page, "Plain");
  await expect(page.getByText(/^silcs_\w{43}$/)).toBeVisible();
  await page.getByRole("link", { name: "I have saved the secret" }).click();
  await page.getByRole("link", { name: "Plain" }).click();
  await page.getByRole("button", { name: "Rotate the secret" }).click();
  const rotation = page.getByRole("region", { name: "Make a new secret?" });
  await expect(rotation.getByText("Put the new secret in its place")).toBeVisible();
  expect(await findClipped(page)).toEqual([]);
  await rotation.getByLabel("The former secret works on for").selectOption("1 hour");
  await rotation.getByRole("button", { name: "Make a new secret" }).click();
  await expect(page.getByText(/^silcs_\w{43}$/)).toBeVisible();
  await page.getByRole("link", { name: "I have saved the secret" }).click();
  await expect(page.getByText(/^The former secret works until/)).toBeVisible();
  await page.getByRole("button", { name: "Revoke the credential" }).click();
  const revocation = page.getByRole("region", { name: "Revoke Plain?" });
  await expect(revocation.getByRole("heading", { name: "Revoke Plain?" })).toBeFocused();
  await revocation.getByRole("link", { name: "Cancel" }).click();
  await expect(revocation).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Rotate the secret" })).toBeVisible();
  await page.getByRole("button", { name: "Revoke the credential" }).click();
  await revocation.getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText(`Revoked by ${productAdmin.email}`)).toBeVisible();
  await page.context().close();
});

test("the dialogs of credentials are accessible and lose nothing in a narrow window", async ({ page }) => {
  const { productAdmin } = await makePeople("productAdmin");
  await page.setViewportSize(NARROW);
  await signIn(page, productAdmin, { path: LIST });
  await create(page, "A program with quite a long name, as people give them");
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectSoundPage(page);
  await page.getByRole("button", { name: "I have saved the secret" }).click();
  await expect(page).toHaveURL(LIST);
  await expectSoundPage(page);
  await page.getByRole("link", { name: "A program with" }).click();
  await page.getByRole("button", { name: "Rotate the secret" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectSoundPage(page);
});
