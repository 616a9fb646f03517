import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { LOCALES } from "@silhouette/core/preferences";
import { tabTo } from "../support/keyboard.ts";
import { makePeople, signIn } from "../support/people.ts";

const EDGE = `http://127.0.0.1:${process.env.E2E_EDGE_PORT}`;

type Catalogue = { readonly [section: string]: string | Catalogue };

/** The texts that people of a language read, by their paths such as `implementation.title`. */
function textsOf(locale: string): (key: string) => string {
  const file = path.join(import.meta.dirname, `../../apps/console/messages/${locale}.json`);
  const catalogue: Catalogue = JSON.parse(readFileSync(file, "utf8"));
  return (key) => {
    let at: string | Catalogue | undefined = catalogue;
    for (const part of key.split(".")) at = typeof at === "object" ? at[part] : undefined;
    if (typeof at !== "string") throw new Error(`There is no text ${key}`);
    return at;
  };
}

for (const locale of LOCALES) {
  test(`each step of the settings manual can be done in ${locale}, by keyboard alone`, async ({ browser, request }) => {
    const { approver } = await makePeople("approver");
    const { code } = approver.client;
    const t = textsOf(locale);
    const context = await browser.newContext({ locale, permissions: ["clipboard-read", "clipboard-write"] });
    const page = await context.newPage();
    const fetched = (token: string) =>
      request.get(`${EDGE}/rest/v1/profiles/thirdPartyId/nobody?client=${code}`, {
        headers: { Authorization: `Bearer ${token}` },
      });
    const copied = () => page.evaluate(() => navigator.clipboard.readText());

    await page.goto("/administration/implementation");
    await page.getByLabel(t("signIn.email")).focus();
    await page.keyboard.type(approver.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(approver.password);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: t("implementation.title") })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", locale);

    const toggle = page.getByRole("switch", { name: t("implementation.profileApi.requireAuthentication") });
    await tabTo(page, t("implementation.profileApi.requireAuthentication"));
    await page.keyboard.press("Space");
    await expect(toggle).toBeChecked();

    const generate = t("implementation.token.generate");
    await tabTo(page, generate);
    await page.keyboard.press("Enter");
    const reveal = page.getByRole("alertdialog", { name: t("implementation.token.revealTitle") });
    await expect(reveal).toBeVisible();
    await tabTo(page, t("implementation.token.copyToken"));
    await page.keyboard.press("Enter");
    const first = (await reveal.getByText(/^sil_\w+$/).innerText()).trim();
    await expect.poll(copied).toBe(first);
    await tabTo(page, t("implementation.token.saved"));
    await page.keyboard.press("Enter");
    await expect(reveal).toBeHidden();
    await expect(page.getByText(t("implementation.token.expiresIn"), { exact: true })).toBeVisible();
    await expect.poll(async () => (await fetched(first)).status()).toBe(404);

    await tabTo(page, generate);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alertdialog", { name: t("implementation.token.confirmTitle") })).toBeVisible();
    await tabTo(page, t("implementation.token.confirm"));
    await page.keyboard.press("Enter");
    await expect(reveal).toBeVisible();
    const second = (await reveal.getByText(/^sil_\w+$/).innerText()).trim();
    await tabTo(page, t("implementation.token.saved"));
    await page.keyboard.press("Enter");
    await expect(reveal).toBeHidden();
    await expect.poll(async () => (await fetched(first)).status()).toBe(403);
    expect((await fetched(second)).status()).toBe(404);
    await context.close();
  });
}

test("a language that somebody chooses holds on every page and in every other browser", async ({ browser }) => {
  const { observer } = await makePeople("observer");
  const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await signIn(page, observer);
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.locator("#account-language").click();
  await page.getByRole("button", { name: "한국어" }).click();
  const korean = textsOf("ko");
  await expect(page.getByRole("heading", { level: 1, name: korean("implementation.title") })).toBeVisible();
  await page.goto("/batches");
  await expect(page.getByRole("heading", { level: 1, name: korean("batches.title") })).toBeVisible();

  const other = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await other.goto("/batches");
  await other.getByLabel("E-mail address").fill(observer.email);
  await other.getByLabel("Password").fill(observer.password);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other.getByRole("heading", { level: 1, name: korean("batches.title") })).toBeVisible();
});

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`times are printed in the browser's zone, with UTC at hand by keyboard, ${scripts}`, async ({ browser }) => {
    const { approver } = await makePeople("approver");
    const signing = await (await browser.newContext({ timezoneId: "Asia/Seoul" })).newPage();
    await signIn(signing, approver);
    await signing.getByRole("switch", { name: "Require Authentication" }).click();
    await signing.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
    await signing.getByRole("button", { name: "I have saved the token" }).click();
    await signing.reload();
    const storageState = await signing.context().storageState();
    await signing.context().close();

    const page = await (
      await browser.newContext({ timezoneId: "Asia/Seoul", javaScriptEnabled, storageState })
    ).newPage();
    await page.goto("/administration/implementation");
    // In a sentence each time is a button of its own.
    const changed = page.getByText(/^Last changed on/);
    const time = changed.getByRole("button", { name: /GMT\+9|KST/ });
    const utc = changed.getByText(/^[\d-]+ [\d:]+ UTC$/);
    await expect(utc).toBeHidden();
    await time.focus();
    await page.keyboard.press("Enter");
    await expect(utc).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(utc).toBeHidden();

    // A table has one switch for all of them.
    await page.goto("/administration/tokens");
    const table = page.getByRole("region", { name: "Tokens" });
    await expect(table.locator("time").first()).toContainText(/GMT\+9|KST/);
    await expect(table.locator("time").first()).toHaveAttribute("title", /UTC$/);
    await expect(table.getByRole("button")).toHaveCount(0);
    await expect(table.getByText(/ UTC$/).first()).toBeHidden();
    await page.getByRole("checkbox", { name: "Show UTC too" }).focus();
    await page.keyboard.press("Space");
    await expect(table.getByText(/ UTC$/).first()).toBeVisible();
    await page.context().close();
  });
}
