import { expect, type Page, test } from "@playwright/test";
import { sampleFile } from "../../scripts/sample/sample-rows.mjs";
import { makePeople, signIn } from "../support/people.ts";

const EDGE = `http://127.0.0.1:${process.env.E2E_EDGE_PORT}`;
const ROWS = 50_000;

test("an Approver requires authentication, generates a token, and a batch sent with it becomes readable profiles", async ({
  page,
  request,
}) => {
  const { approver } = await makePeople("approver");
  const { code } = approver.client;
  await signIn(page, approver);

  const generate = page.getByRole("button", { name: "Generate New Profile Authentication Token" });
  const toggle = page.getByRole("switch", { name: "Require Authentication" });
  await expect(generate).toBeDisabled();
  await expect(toggle).not.toBeChecked();
  await toggle.click();
  await expect(toggle).toBeChecked();
  await generate.click();
  const first = await takeToken(page);
  await expect(page.getByText(/89 days, 23 hours, 5\d minutes/)).toBeVisible();

  const fetched = (token: string) =>
    request.get(`${EDGE}/rest/v1/profiles/thirdPartyId/crm-0000001?client=${code}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
  expect((await request.get(`${EDGE}/rest/v1/profiles/thirdPartyId/crm-0000001?client=${code}`)).status()).toBe(403);
  expect((await fetched(first)).status()).toBe(404);

  const submitted = await request.post(`${EDGE}/m2/${code}/v2/profile/batchUpdate`, {
    headers: { Authorization: `Bearer ${first}`, "Content-Type": "application/x-www-form-urlencoded" },
    data: [...sampleFile({ rows: ROWS })].join(""),
  });
  const reply = await submitted.text();
  expect(reply).toContain("<success>true</success>");
  const address = /<batchStatus>(.*)<\/batchStatus>/.exec(reply)?.[1] ?? "";
  const status = async () =>
    (await request.get(`${address}&showDetails=true`, { headers: { Authorization: `Bearer ${first}` } })).text();
  await expect.poll(status, { timeout: 45_000 }).toContain("<status>complete</status>");
  expect(await status()).toContain(
    `<successfulUpdates>${ROWS}</successfulUpdates><profilesNotFound>0</profilesNotFound>`,
  );
  const profile = await fetched(first);
  expect(profile.status()).toBe(200);
  expect(await profile.json()).toMatchObject({ client: code, thirdPartyId: "crm-0000001" });

  await generate.click();
  const warning = page.getByRole("alertdialog", { name: "Replace the current token?" });
  await expect(warning).toContainText("stops working at once");
  await warning.getByRole("button", { name: "Keep the current token" }).click();
  expect((await fetched(first)).status()).toBe(200);
  await generate.click();
  await warning.getByRole("button", { name: "Generate and replace" }).click();
  const second = await takeToken(page);
  expect(second).not.toBe(first);
  await expect.poll(async () => (await fetched(first)).status()).toBe(403);
  expect((await fetched(second)).status()).toBe(200);
  const atConsole = (token: string) =>
    request.get(`/rest/v1/profiles/thirdPartyId/crm-0000001?client=${code}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
  await expect.poll(async () => (await atConsole(first)).status()).toBe(403);
  expect((await atConsole(second)).status()).toBe(200);
});

/** Reads the token from the dialog that shows it once, and closes the dialog. */
async function takeToken(page: Page): Promise<string> {
  const dialog = page.getByRole("alertdialog", { name: "Your new profile authentication token" });
  const token = (await dialog.getByText(/^sil_\w+$/).innerText()).trim();
  await expect(dialog.getByText(/^curl .*batchUpdate$/)).toContainText(token);
  await dialog.getByRole("button", { name: "I have saved the token" }).click();
  await expect(dialog).toBeHidden();
  expect(await page.content()).not.toContain(token);
  return token;
}

test("a dialog with a new token is not lost by Escape or a click beside it", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  await page.getByRole("switch", { name: "Require Authentication" }).click();
  await page.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Your new profile authentication token" });
  // It listens to the keys once it has the focus.
  await expect(dialog.locator(":focus")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await page.mouse.click(5, 5);
  await expect(dialog.getByRole("alert")).toContainText("cannot be shown again");
  await takeToken(page);
});

test("after a new token was kept from Back and saved, one Back leaves the page", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  await page.getByRole("link", { name: "All tokens" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Tokens" })).toBeVisible();
  await page.getByRole("link", { name: "Implementation", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Implementation" })).toBeVisible();
  await page.getByRole("switch", { name: "Require Authentication" }).click();
  await page.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Your new profile authentication token" });
  await expect(dialog).toBeVisible();
  await page.goBack();
  await expect(dialog.getByRole("alert")).toContainText("cannot be shown again");
  await takeToken(page);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Tokens" })).toBeVisible();
});
