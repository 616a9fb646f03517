import { expect, type Page, test } from "@playwright/test";
import { createPrisma } from "@silhouette/db/prisma-client";
import { expectSoundPage, NARROW } from "../support/check-page.ts";
import { makePeople, type Person, signIn } from "../support/people.ts";

/** Lets the last sign-in of a person be longer ago than what counts as recent. */
async function letSignInGrowOld({ email }: Person): Promise<void> {
  const prisma = createPrisma(process.env.E2E_DATABASE_URL ?? "", { poolMax: 1 });
  try {
    const provedAt = new Date(Date.now() - 20 * 60 * 1000);
    await prisma.session.updateMany({ where: { user: { email } }, data: { provedAt } });
  } finally {
    await prisma.$disconnect();
  }
}

const sessionsOf = (page: Page) =>
  page.getByRole("region", { name: "Where you are signed in" }).getByRole("list").first().locator(":scope > li");

test("a member sees where they are signed in, and signs out elsewhere", async ({ page, browser }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  const elsewhere = await (await browser.newContext()).newPage();
  await signIn(elsewhere, approver);
  const third = await (await browser.newContext()).newPage();
  await signIn(third, approver);

  await page.goto("/account");
  await expect(sessionsOf(page)).toHaveCount(3);
  await expect(sessionsOf(page).first()).toContainText("This browser");
  await expect(sessionsOf(page).first()).toContainText("Chrome");
  await sessionsOf(page)
    .nth(1)
    .getByRole("button", { name: /^Sign out/ })
    .click();
  await expect(sessionsOf(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(sessionsOf(page)).toHaveCount(1);
  for (const ended of [elsewhere, third]) {
    await ended.goto("/administration/implementation");
    await expect(ended.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await ended.context().close();
  }
});

test("a new password ends every other session, and the old one opens nothing any more", async ({ page, browser }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  const elsewhere = await (await browser.newContext()).newPage();
  await signIn(elsewhere, approver);
  const password = "nine patient walruses knit";

  await page.goto("/account");
  await page.getByRole("link", { name: "Change the password" }).click();
  await page.getByLabel("New password").fill("too short");
  await page.getByLabel("Repeat the password").fill("too short");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("The password has fewer than 15 characters.")).toBeVisible();
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("Repeat the password").fill(password);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("The password is changed.")).toBeVisible();

  await elsewhere.goto("/administration/implementation");
  await expect(elsewhere.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await elsewhere.getByLabel("E-mail address").fill(approver.email);
  await elsewhere.getByLabel("Password").fill(approver.password);
  await elsewhere.getByRole("button", { name: "Sign in" }).click();
  await expect(elsewhere.getByText("The e-mail address or the password is wrong.")).toBeVisible();
  await signIn(elsewhere, { ...approver, password });
  await elsewhere.context().close();
});

test("before a token is made, an old sign-in is asked for again, and leads back", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  await page.getByRole("switch", { name: "Require Authentication" }).click();
  await expect(page.getByText("Authentication is now required")).toBeVisible();
  await letSignInGrowOld(approver);
  await page.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
  await expect(page.getByText("Your last sign-in was more than 15 minutes ago.")).toBeVisible();
  await page.getByRole("link", { name: "Confirm that it is you" }).click();
  await page.getByLabel("Password").fill("not my password at all");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("The password is wrong.")).toBeVisible();
  await page.getByLabel("Password").fill(approver.password);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/administration\/implementation$/);
  await page.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
  await expect(page.getByRole("alertdialog", { name: "Your new profile authentication token" })).toBeVisible();
});

test("sign-in settings ask for a recent sign-in before they show", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  await letSignInGrowOld(approver);
  for (const path of ["/account/password", "/account/second-factor"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "Confirm that it is you" })).toBeVisible();
  }
  await page.getByLabel("Password").fill(approver.password);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/account\/second-factor$/);
});

test("the set-up of a second factor is accessible and loses nothing in a narrow window", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await page.setViewportSize(NARROW);
  await signIn(page, approver, { path: "/account/second-factor" });
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByRole("img", { name: "QR code for the authenticator app" })).toBeVisible();
  await expectSoundPage(page);
});
