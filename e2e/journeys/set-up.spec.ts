import { expect, test } from "@playwright/test";
import { startInstallation } from "../support/installation.ts";

// A whole installation starts in it.
test.setTimeout(300_000);

test("the first start prints a link that makes the first Sysadmin, once", async ({ page }) => {
  const installation = await startInstallation({
    env: { BOOTSTRAP_ADMIN_EMAIL: undefined, BOOTSTRAP_ADMIN_PASSWORD: undefined },
  });
  try {
    const link = /^ *(http\S+\/setup#\w+)$/m.exec(installation.output())?.[1] ?? "";
    await page.goto(installation.consoleUrl);
    await expect(page.getByText("Open the one-time link that is printed in the terminal")).toBeVisible();

    await page.goto(link);
    await expect(page).toHaveURL(/\/setup$/);
    await page.getByLabel("Name", { exact: true }).fill("Ada Lovelace");
    await page.getByLabel("E-mail address").fill("ada@example.test");
    await page.getByLabel("Password", { exact: true }).fill("too short");
    await page.getByLabel("Repeat the password").fill("too short");
    await page.getByRole("button", { name: "Create the account" }).click();
    await expect(page.getByText("The password has fewer than 15 characters.")).toBeVisible();
    await page.getByLabel("Password", { exact: true }).fill("eleven calm otters juggle");
    await page.getByLabel("Repeat the password").fill("eleven calm otters juggle");
    await page.getByRole("button", { name: "Create the account" }).click();

    await expect(page.getByText("Your account is ready.")).toBeVisible();
    await page.getByLabel("E-mail address").fill("ada@example.test");
    await page.getByLabel("Password").fill("eleven calm otters juggle");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
    await page.getByRole("link", { name: "Implementation" }).click();
    await expect(page.getByText(/Your role here is Sysadmin\./)).toBeVisible();

    await page.goto(link);
    await expect(page.getByText("This installation is set up already.")).toBeVisible();
  } finally {
    await installation.stop();
  }
});
