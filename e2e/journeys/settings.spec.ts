import { expect, type Locator, test } from "@playwright/test";
import { giveNotices } from "../support/given-notices.ts";
import { makePeople, signIn } from "../support/people.ts";

test("settings are saved form by form, stay saved, and each role changes only what it may", async ({ page }) => {
  const { productAdmin, approver } = await makePeople("productAdmin", "approver");
  await signIn(page, productAdmin);
  const methods = page.getByRole("region", { name: "Implementation methods" });
  await methods.getByLabel("Profile lifetime in days").fill("30");
  await methods.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  const defaults = page.getByRole("region", { name: "Defaults for users" });
  await defaults.getByLabel("Time zone").selectOption("Asia/Seoul");
  await defaults.getByLabel("Language").selectOption("ko");
  // What the first form says is gone before the second one says it.
  await expect(page.getByText("Saved.")).toBeHidden();
  await defaults.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(methods.getByLabel("Profile lifetime in days")).toHaveValue("30");
  await expect(defaults.getByLabel("Time zone")).toHaveValue("Asia/Seoul");
  await expect(defaults.getByLabel("Language")).toHaveValue("ko");
  // Each card tells of its own settings: nothing of these was a change of the switch.
  const by = `by ${productAdmin.email}: `;
  await expect(methods.getByText(`${by}Profile lifetime in days.`)).toBeVisible();
  await expect(defaults.getByText(`${by}Language.`)).toBeVisible();
  await expect(page.getByText("Last changed on")).toHaveCount(2);
  await page.context().clearCookies();

  await signIn(page, approver);
  await expect(methods.getByLabel("Profile lifetime in days")).toBeDisabled();
  await expect(methods.getByRole("button", { name: "Save" })).toHaveCount(0);
  const privacy = page.getByRole("region", { name: "Privacy" });
  await privacy.getByLabel("Obfuscate Visitor IP addresses").selectOption("STRIP");
  await privacy.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(privacy.getByLabel("Obfuscate Visitor IP addresses")).toHaveValue("STRIP");
});

test("a setting out of its range is refused by the server too, and nothing of the form is saved or lost", async ({
  page,
}) => {
  const { productAdmin } = await makePeople("productAdmin");
  await signIn(page, productAdmin);
  const card = page.getByRole("region", { name: "Profile API settings" });
  const lifetime = card.getByLabel("Token lifetime in days");
  await lifetime.evaluate((input) => input.removeAttribute("max"));
  await lifetime.fill("9999");
  await card.getByLabel("Authentication covers").selectOption("bulk");
  await card.getByRole("button", { name: "Save" }).first().click();
  await expect(page.getByRole("alert").filter({ hasText: "Something in the form is missing" })).toBeVisible();
  await expect(lifetime).toBeFocused();
  await expect(lifetime).toHaveAccessibleDescription(/This is missing or not allowed\./);
  await expect(lifetime).toHaveValue("9999");
  await expect(card.getByLabel("Authentication covers")).toHaveValue("bulk");

  // The same refusal again brings the keyboard back again.
  await card.getByRole("button", { name: "Save" }).first().click();
  await expect(lifetime).toBeFocused();
  await page.reload();
  await expect(lifetime).toHaveValue("90");
  await expect(card.getByLabel("Authentication covers")).toHaveValue("all");
});

/** Reads the webhook secret where it is shown once, and says that it is saved. */
async function takeSecret(shown: Locator): Promise<string> {
  const secret = (await shown.getByText(/^whsec_/).innerText()).trim();
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
  return secret;
}

test("an address without a signing secret is warned of; the secret is shown once, and replaced after a question", async ({
  page,
}) => {
  const { approver, observer } = await makePeople("approver", "observer");
  await signIn(page, approver);
  const settings = page.getByRole("region", { name: "Profile API settings" });
  const card = page.getByRole("region", { name: "Notice webhook" });
  const warning = card.getByText(/there is no secret to sign with/);
  await expect(card.getByText("There is no secret yet.")).toBeVisible();
  await expect(card.getByText(/No address is set/)).toBeVisible();
  await expect(warning).toHaveCount(0);
  await settings.getByLabel("Webhook for notices").fill("https://hooks.example.com/silhouette");
  await settings.getByRole("button", { name: "Save" }).first().click();
  await expect(warning).toBeVisible();
  await expect(card.getByText(/No address is set/)).toHaveCount(0);

  const dialog = page.getByRole("alertdialog", { name: "Your new signing secret" });
  await card.getByRole("button", { name: "Make a signing secret" }).click();
  const first = await takeSecret(dialog);
  await page.keyboard.press("Escape");
  await expect(dialog.getByRole("alert")).toContainText("cannot be shown again");
  await dialog.getByRole("button", { name: "I have saved the secret" }).click();
  await expect(dialog).toBeHidden();
  const replace = card.getByRole("button", { name: "Replace the signing secret" });
  await expect(replace).toBeFocused();
  await expect(card.getByText(new RegExp(`^Made on .* by ${approver.email}\\.$`))).toBeVisible();
  await expect(warning).toHaveCount(0);
  expect(await page.content()).not.toContain(first);

  const question = page.getByRole("alertdialog", { name: "Replace the signing secret?" });
  await replace.click();
  await expect(question).toContainText("The receiver will refuse every notice");
  await question.getByRole("button", { name: "Keep the current secret" }).click();
  await expect(question).toBeHidden();
  await replace.click();
  await question.getByRole("button", { name: "Replace the secret" }).click();
  expect(await takeSecret(dialog)).not.toBe(first);
  await dialog.getByRole("button", { name: "I have saved the secret" }).click();
  await expect(dialog).toBeHidden();
  await page.context().clearCookies();

  await signIn(page, observer);
  await expect(card.getByText(new RegExp(`by ${approver.email}\\.$`))).toBeVisible();
  await expect(replace).toBeDisabled();
  await expect(replace).toHaveAccessibleDescription(/the role Observer may not change them/);
  expect(await page.content()).not.toContain("whsec_");
});

test("what came of posting notices is told, why it failed only to those who may change settings", async ({ page }) => {
  const { approver, observer } = await makePeople("approver", "observer");
  await giveNotices(approver.client, approver.email);
  await signIn(page, approver);
  const deliveries = page.getByRole("region", { name: "Notice webhook" }).getByRole("listitem");
  await expect(deliveries).toHaveCount(2);
  await expect(deliveries.first()).toContainText("Profile authentication token: 7 days before it expires");
  await expect(deliveries.first()).toContainText("Not posted. The next attempt is on");
  await expect(deliveries.first()).toContainText("Last error: the receiver answered 500");
  await expect(deliveries.last()).toContainText("14 days before it expires");
  await expect(deliveries.last()).toContainText("Posted on");
  await page.context().clearCookies();

  await signIn(page, observer);
  await expect(deliveries.first()).toContainText("Not posted. The next attempt is on");
  await expect(page.getByText("the receiver answered 500")).toHaveCount(0);
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("an origin that is none is named as what is wrong, beside all that was filled in", async ({ page }) => {
      const { productAdmin } = await makePeople("productAdmin");
      await signIn(page, productAdmin, { scripts: javaScriptEnabled });
      const card = page.getByRole("region", { name: "Answers and limits" });
      const origins = card.getByLabel("Websites that may call from the browser");
      await card.getByLabel("Enforce the documented quotas").selectOption("true");
      await card.getByLabel("Days to keep batches").fill("45");
      await origins.fill("https://www.example.com example.org");
      await card.getByRole("button", { name: "Save" }).click();
      await expect(card.getByText(/Each origin begins with https:/)).toBeVisible();
      await expect(origins).toHaveAttribute("aria-invalid", "true");
      await expect(origins).toHaveValue("https://www.example.com example.org");
      await expect(card.getByLabel("Enforce the documented quotas")).toHaveValue("true");
      await expect(card.getByLabel("Days to keep batches")).toHaveValue("45");

      await origins.fill("https://www.example.com https://example.org");
      await card.getByRole("button", { name: "Save" }).click();
      await expect(origins).not.toHaveAttribute("aria-invalid");
      await expect(card.getByText(/Each origin begins with https:/)).toHaveCount(0);
      await page.reload();
      await expect(origins).toHaveValue("https://www.example.com https://example.org");
      await expect(card.getByLabel("Enforce the documented quotas")).toHaveValue("true");
      await expect(card.getByLabel("Days to keep batches")).toHaveValue("45");
    });

    test("a signing secret is made, shown once, and replaced after a question", async ({ page }) => {
      const { productAdmin } = await makePeople("productAdmin");
      await signIn(page, productAdmin, { scripts: javaScriptEnabled });
      const card = page.getByRole("region", { name: "Notice webhook" });
      const shown = page.getByRole(javaScriptEnabled ? "alertdialog" : "region", { name: "Your new signing secret" });
      const saved = shown.getByRole(javaScriptEnabled ? "button" : "link", { name: "I have saved the secret" });
      await card.getByRole("button", { name: "Make a signing secret" }).click();
      const first = await takeSecret(shown);
      await saved.click();
      await expect(shown).toHaveCount(0);
      await card.getByRole("button", { name: "Replace the signing secret" }).click();
      const question = page.getByRole(javaScriptEnabled ? "alertdialog" : "region", {
        name: "Replace the signing secret?",
      });
      await question.getByRole("button", { name: "Replace the secret" }).click();
      expect(await takeSecret(shown)).not.toBe(first);
      await saved.click();
      await expect(shown).toHaveCount(0);
      await expect(card.getByText(/^Made on/)).toBeVisible();
    });
  });
}
