import { expect, test } from "@playwright/test";
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

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("an origin that is none is named as what is wrong, beside all that was filled in", async ({ page }) => {
      const { productAdmin } = await makePeople("productAdmin");
      await signIn(page, productAdmin);
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
  });
}
