import { expect, test } from "@playwright/test";
import { expectSoundWideAndNarrow } from "../support/check-page.ts";
import { takeToken } from "../support/new-token.ts";
import { makePeople, signIn, untilInteractive } from "../support/people.ts";

const EDGE = `http://127.0.0.1:${process.env.E2E_EDGE_PORT}`;
const PATH = "/administration/tokens";

test("a named token is created, used, rotated with an overlap, and the rotation is finished", async ({
  page,
  request,
}) => {
  const { approver } = await makePeople("approver");
  const { code } = approver.client;
  await signIn(page, approver);
  await page.getByRole("switch", { name: "Require Authentication" }).click();
  await page.getByRole("link", { name: "All tokens" }).click();
  await expect(page.getByText("No tokens yet")).toBeVisible();
  await expectSoundWideAndNarrow(page);

  await page.getByRole("link", { name: "Create a token" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Create a token" })).toBeVisible();
  await page.getByLabel("Name").fill("Nightly import");
  await page.getByLabel("Update single profiles").uncheck();
  await page.getByLabel("Expires").selectOption({ label: "In 30 days" });
  await page.getByLabel("Note").fill("Runs on the data platform");
  await expectSoundWideAndNarrow(page);
  await page.getByRole("button", { name: "Create token" }).click();
  const dialog = page.getByRole("alertdialog", { name: "The new token" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await page.mouse.click(5, 5);
  await expect(dialog.getByRole("alert")).toContainText("cannot be shown again");
  const first = await takeToken(page);
  await expect(page.getByRole("heading", { level: 1, name: "Nightly import" })).toBeVisible();
  await expect(page.getByText("Never used")).toBeVisible();
  const old = page.url();

  const fetched = async (token: string) =>
    (
      await request.get(`${EDGE}/rest/v1/profiles/thirdPartyId/nobody?client=${code}`, {
        headers: { Authorization: `Bearer ${token}` },
      })
    ).status();
  expect(await fetched(first)).toBe(404);

  await page.getByLabel("1 hour").check();
  await page.getByRole("button", { name: "Rotate the token" }).click();
  const second = await takeToken(page);
  await expect(page.getByRole("region", { name: "Rotation in progress" })).toBeVisible();
  expect(page.url()).not.toBe(old);
  expect([await fetched(first), await fetched(second)]).toEqual([404, 404]);
  await expect(async () => {
    await page.reload();
    const callers = page.getByRole("table", { name: "Who has called with the old token since the rotation" });
    await expect(callers.getByRole("row")).toHaveCount(2, { timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await expectSoundWideAndNarrow(page);

  await page.getByRole("button", { name: "Finish now" }).click();
  await page.getByRole("button", { name: "End the old token" }).click();
  await expect(page.getByRole("region", { name: "Rotation in progress" })).toBeHidden();
  await expect(page.getByText("The old token has stopped working.").first()).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Nightly import" })).toBeFocused();
  await expect.poll(() => fetched(first)).toBe(403);
  expect(await fetched(second)).toBe(404);

  await page.goto(PATH);
  const rows = page.getByRole("row");
  await expect(rows.nth(1)).toContainText("Live");
  await expect(rows.nth(2)).toContainText(`Rotation finished by ${approver.email}`);
  await expectSoundWideAndNarrow(page);
  await page.getByLabel("State").selectOption("ended");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await expect(rows).toHaveCount(2);
  await page.getByLabel("Name or token ID").fill("nobody");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await expect(page.getByText("No token fits this filter")).toBeVisible();
});

test("a rotation is undone, and a token is renamed", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver, { path: `${PATH}/new` });
  await page.getByLabel("Name").fill("Shop");
  await page.getByRole("button", { name: "Create token" }).click();
  await takeToken(page);
  const old = page.url();
  await page.getByRole("button", { name: "Rotate the token" }).click();
  await takeToken(page);
  await page.getByRole("button", { name: "Undo the rotation" }).click();
  await page.getByRole("button", { name: "Go back to the old token" }).click();
  await expect(page.getByText(`Rotation undone by ${approver.email}`)).toBeVisible();
  await expect(page.getByText("The old token is live again.").first()).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Shop" })).toBeFocused();
  await page.goto(old);
  await page.getByRole("textbox", { name: "Name" }).fill("Store");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Store" })).toBeVisible();
  await page.getByLabel("No time: it stops at once").check();
  await page.getByRole("button", { name: "Rotate the token" }).click();
  const warning = page.getByRole("alertdialog", { name: "Replace the token without an overlap?" });
  await warning.getByRole("button", { name: "Rotate at once" }).click();
  await takeToken(page);
  await expect(page.getByRole("heading", { level: 1, name: "Store" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Rotation in progress" })).toBeHidden();
  await page.getByRole("button", { name: "Revoke the token" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke it now" }).click();
  await expect(page.getByText("Store is revoked.").first()).toBeVisible();
  await expect(page.getByRole("region", { name: "Revoke" })).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name: "Store" })).toBeFocused();
});

test("Back does not lose a new token, and leads to where it would have led once the token is saved", async ({
  page,
}) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  await page.getByRole("link", { name: "All tokens" }).click();
  await page.getByRole("link", { name: "Create a token" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Create a token" })).toBeVisible();
  await page.getByLabel("Name").fill("Shop");
  await page.getByRole("button", { name: "Create token" }).click();
  const dialog = page.getByRole("alertdialog", { name: "The new token" });
  const text = await dialog.getByText(/^sil_\w+$/).innerText();
  await page.goBack();
  await expect(dialog.getByRole("alert")).toContainText("cannot be shown again");
  await page.goBack();
  await page.evaluate(() => history.go(-2));
  await expect(page).toHaveURL(`${PATH}/new`);
  await expect(dialog.getByText(text)).toBeVisible();
  expect(await takeToken(page)).toBe(text);
  await expect(page.getByRole("heading", { level: 1, name: "Shop" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Create a token" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Tokens" })).toBeVisible();
});

test("without scripts a token is made and rotated too, and its text stands in the page", async ({ browser }) => {
  const { approver } = await makePeople("approver");
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, approver, { path: `${PATH}/new`, scripts: false });
  await page.getByLabel("Name").fill("Shop");
  await page.getByRole("button", { name: "Create token" }).click();
  const shown = page.getByRole("region", { name: "The new token" });
  await expect(shown.getByText(/^sil_\w+$/)).toBeVisible();
  await shown.getByRole("link", { name: "I have saved the token" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Shop" })).toBeVisible();
  await page.getByLabel("1 hour").check();
  await page.getByRole("button", { name: "Rotate the token" }).click();
  await expect(shown.getByText(/^sil_\w+$/)).toBeVisible();
  await shown.getByRole("link", { name: "I have saved the token" }).click();
  await expect(page.getByRole("region", { name: "Rotation in progress" })).toBeVisible();

  // What ends a token asks first, and each question stands with its own button.
  await page.getByLabel("No time: it stops at once").check();
  await page.getByRole("button", { name: "Rotate the token" }).click();
  const atOnce = page.getByRole("region", { name: "Replace the token without an overlap?" });
  await expect(atOnce.getByRole("button", { name: "Rotate at once" })).toBeVisible();
  await expect(shown).toHaveCount(0);
  await atOnce.getByRole("link", { name: "Cancel" }).click();
  await expect(atOnce).toHaveCount(0);
  await page.getByRole("button", { name: "Revoke as leaked" }).click();
  const asked = page.getByRole("region", { name: "Revoke this token as leaked?" });
  await expect(asked.getByText("Every program that uses Shop fails from now on")).toBeVisible();
  await expect(page.getByRole("region", { name: "Revoke this token?" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Rotate the token" })).toBeVisible();
  await asked.getByRole("button", { name: "Revoke it now" }).click();
  await expect(page.getByText(`Revoked as leaked by ${approver.email}`)).toBeVisible();
});

for (const scripts of [true, false]) {
  test(`a refusal of a new token names what is wrong and keeps the rest, ${scripts ? "with" : "without"} scripts`, async ({
    browser,
  }) => {
    const { approver } = await makePeople("approver");
    const page = await (await browser.newContext({ javaScriptEnabled: scripts })).newPage();
    await signIn(page, approver, { path: `${PATH}/new`, scripts });
    const surfaces = ["Fetch profiles", "Update single profiles", "Submit batches"];
    await page.getByLabel("Name").fill("Shop");
    await page.getByLabel("Note").fill("For the till");
    await page.getByLabel("Expires").selectOption("30");
    for (const surface of surfaces) await page.getByLabel(surface).uncheck();
    await page.getByRole("button", { name: "Create token" }).click();
    const opens = page.getByRole("group", { name: "What it opens" });
    await expect(opens.getByRole("alert")).toHaveText("Choose at least one.");
    const isKept = async () => {
      await expect(page.getByLabel("Name")).toHaveValue("Shop");
      await expect(page.getByLabel("Note")).toHaveValue("For the till");
      await expect(page.getByLabel("Expires")).toHaveValue("30");
      await expect(page.getByLabel("Submit batches")).not.toBeChecked();
    };
    await isKept();

    await page.getByLabel("Fetch profiles").check();
    await page.getByRole("button", { name: "Create token" }).click();
    const save = page.getByRole(scripts ? "button" : "link", { name: "I have saved the token" });
    await save.click();
    await expect(page.getByRole("heading", { level: 1, name: "Shop" })).toBeVisible();

    await page.goto(`${PATH}/new`);
    if (scripts) await untilInteractive(page);
    await page.getByLabel("Name").fill("Shop");
    await page.getByLabel("Note").fill("For the till");
    await page.getByLabel("Expires").selectOption("30");
    await page.getByLabel("Submit batches").uncheck();
    await page.getByRole("button", { name: "Create token" }).click();
    await expect(page.getByLabel("Name")).toHaveAccessibleDescription(/has this name/);
    await isKept();
    await expect(page.getByLabel("Fetch profiles")).toBeChecked();
  });
}

test("a token is copied in its dialog without the clipboard of secure pages, and a failure is said where it is seen", async ({
  page,
}) => {
  const { approver } = await makePeople("approver");
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    document.addEventListener("copy", ({ target }) => {
      const isInside = target instanceof Element && target.closest('[role="alertdialog"]') !== null;
      if (target instanceof HTMLTextAreaElement) Object.assign(window, { copied: { text: target.value, isInside } });
    });
  });
  await signIn(page, approver, { path: `${PATH}/new` });
  await page.getByLabel("Name").fill("Shop");
  await page.getByRole("button", { name: "Create token" }).click();
  const dialog = page.getByRole("alertdialog", { name: "The new token" });
  const text = await dialog.getByText(/^sil_\w+$/).innerText();
  const copy = dialog.getByRole("button", { name: "Copy the token" });
  await page.evaluate(() => {
    const original = document.execCommand.bind(document);
    Object.assign(window, { restore: () => Object.assign(document, { execCommand: original }) });
    Object.assign(document, { execCommand: () => false });
  });
  await copy.click();
  const failure = dialog.getByText("Copying did not work.");
  await expect(failure).toBeVisible();
  expect(await failure.evaluate((element) => element.clientWidth)).toBeGreaterThan(1);
  await expect(copy).toBeFocused();
  await page.evaluate(() => (window as unknown as { restore(): void }).restore());
  await copy.click();
  await expect(dialog.getByText("Copied to the clipboard.")).toBeAttached();
  expect(await page.evaluate(() => (window as unknown as { copied: unknown }).copied)).toEqual({
    text,
    isInside: true,
  });
  await expect(dialog.getByRole("button", { name: "Copied" })).toBeFocused();
});

test("who may not change tokens is told whom to ask, as the client decides it", async ({ page }) => {
  const { productAdmin, approver } = await makePeople("productAdmin", "approver");
  await signIn(page, productAdmin);
  const card = page.getByRole("region", { name: "Profile API settings" });
  await card.getByLabel("Who may change settings and tokens").selectOption("admin");
  await card.getByRole("button", { name: "Save" }).last().click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.context().clearCookies();
  await signIn(page, approver, { path: "/administration/tokens" });
  await expect(page.getByText("In this client only a Product admin or a Sysadmin may.")).toBeVisible();
  await expect(page.getByText("Ask an Approver")).toHaveCount(0);
});
