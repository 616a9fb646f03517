import { expect, type Page, test } from "@playwright/test";
import { createPrisma } from "@silhouette/db/prisma-client";
import { FIRST_START, type Installation, startInstallation } from "../support/installation.ts";
import { makePeople, signIn } from "../support/people.ts";

/** Breaks what the page of tokens reads, and mends it. The installation is the test's own. */
async function rename({ databaseUrl }: Installation, from: string, to: string): Promise<void> {
  const prisma = createPrisma(databaseUrl, { poolMax: 1 });
  try {
    await prisma.$executeRawUnsafe(`ALTER TABLE ${from} RENAME TO ${to}`);
  } finally {
    await prisma.$disconnect();
  }
}

const navigation = (page: Page) => page.getByRole("navigation", { name: "Main" });

test("a page that fails keeps the navigation, names its cause in the log, and is there after another try", async ({
  page,
}) => {
  const installation = await startInstallation();
  try {
    await page.goto(`${installation.consoleUrl}/overview`);
    await page.getByLabel("E-mail address").fill(FIRST_START.BOOTSTRAP_ADMIN_EMAIL);
    await page.getByLabel("Password").fill(FIRST_START.BOOTSTRAP_ADMIN_PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();

    await rename(installation, "notice", "notice_away");
    const requestId = (await page.goto(`${installation.consoleUrl}/administration/tokens`))?.headers()["x-request-id"];
    await expect(page.getByRole("heading", { level: 1, name: "Something went wrong" })).toBeVisible();
    await expect(page).toHaveTitle("Something went wrong · Silhouette");
    await expect(navigation(page).getByRole("link", { name: "Overview" })).toBeVisible();
    const shown = await page.getByText(/^Reference: /).innerText();
    const digest = shown.replace("Reference: ", "");
    const lines = () => installation.output().split("\n");
    await expect
      .poll(() => lines().some((line) => line.includes(`"${digest}"`) && line.includes(`"${requestId}"`)))
      .toBe(true);

    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Something went wrong" })).toBeVisible();
    await rename(installation, "notice_away", "notice");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Tokens" })).toBeVisible();
    await expect(page).toHaveTitle("Tokens · Silhouette");
    await expect(page.locator("#content")).toBeFocused();

    // Neither does a sign-in fail without a reference.
    await page.context().clearCookies();
    await page.goto(`${installation.consoleUrl}/overview`);
    await rename(installation, "sign_in_throttle", "sign_in_throttle_away");
    await page.getByLabel("E-mail address").fill(FIRST_START.BOOTSTRAP_ADMIN_EMAIL);
    await page.getByLabel("Password").fill(FIRST_START.BOOTSTRAP_ADMIN_PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "a fault on our side" })).toBeVisible();
    const reference = (await page.getByText(/^Reference: /).innerText()).replace("Reference: ", "");
    await expect.poll(() => lines().some((line) => line.includes(`"${reference}"`))).toBe(true);
  } finally {
    await installation.stop();
  }
});

test("a batch that is there no more is said to be gone inside the frame, under a title of its own", async ({
  page,
}) => {
  const { approver, observer } = await makePeople("approver", "observer");
  await signIn(page, approver);
  expect((await page.goto("/batches/0190a0a0-0000-7000-8000-000000000000"))?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1, name: "There is no such page" })).toBeVisible();
  await expect(page).toHaveTitle("There is no such page · Silhouette");
  await navigation(page).getByRole("link", { name: "Batches" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Batches" })).toBeVisible();
  await expect(page).toHaveTitle("Batches · Silhouette");
  await page.context().clearCookies();

  await signIn(page, observer);
  expect((await page.goto("/administration/audit"))?.status()).toBe(403);
  await expect(page).toHaveTitle("You may not see this page · Silhouette");
  expect((await page.goto("/no/such/page"))?.status()).toBe(404);
  await expect(page).toHaveTitle("There is no such page · Silhouette");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("what is gone and what a role may not see are whole pages, with the way on", async ({ page }) => {
    const { observer } = await makePeople("observer");
    await signIn(page, observer, { scripts: false });
    for (const [path, status, heading] of [
      ["/administration/tokens/019580f3-5d3c-7000-8000-000000000001", 404, "There is no such page"],
      ["/administration/audit", 403, "You may not see this page"],
    ] as const) {
      expect((await page.goto(path))?.status()).toBe(status);
      await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
      await navigation(page).getByRole("link", { name: "Workspaces" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Workspaces" })).toBeVisible();
    }
  });
});
