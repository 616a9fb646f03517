import { expect, type Page, test } from "@playwright/test";
import { generateSync } from "otplib";
import { expectSoundPage } from "../support/check-page.ts";
import { makePeople, type Person, signIn } from "../support/people.ts";

/** The code of an authenticator app, `steps` times 30 seconds from now: no code works twice. */
const codeOf = (secret: string, steps = 0): string =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 });

/** A code is taken one step late and no more: waits for a step that is long enough to be typed in. */
async function untilStepBegins(page: Page): Promise<void> {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 15_000) await page.waitForTimeout(left + 50);
}

/** Sets a second factor up by the page, as a person would. The code of one step ago confirms it. */
async function enrol(page: Page): Promise<{ secret: string; recoveryCodes: readonly string[] }> {
  await page.goto("/account");
  await page.getByRole("link", { name: "Set up a second factor" }).click();
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByRole("img", { name: "QR code for the authenticator app" })).toBeVisible();
  const secret = ((await page.getByTestId("totp-key").textContent()) ?? "").replaceAll(" ", "");
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Switch on" }).click();
  await expect(page.getByText("This code is not valid.")).toBeVisible();
  await untilStepBegins(page);
  await page.getByLabel("Code", { exact: true }).fill(codeOf(secret, -1));
  await page.getByRole("button", { name: "Switch on" }).click();
  const codes = page.getByRole("region", { name: "Save your recovery codes" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  const recoveryCodes = await codes.allTextContents();
  await page.getByRole("button", { name: "I have saved the codes" }).click();
  await expect(page.getByText("10 recovery codes are left.")).toBeVisible();
  return { secret, recoveryCodes };
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("You have signed out.")).toBeVisible();
}

async function givePassword(page: Page, { email, password }: Person): Promise<void> {
  await page.goto("/administration/implementation");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Confirm that it is you" })).toBeVisible();
}

const signedIn = (page: Page) => page.getByRole("heading", { level: 1, name: "Implementation" });

test("a second factor is set up, asked for at the sign-in, replaced by a recovery code, and switched off", async ({
  page,
}) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  const { secret, recoveryCodes } = await enrol(page);
  await signOut(page);

  await givePassword(page, approver);
  // The password alone opens nothing, whichever page is asked for.
  await page.goto("/administration/implementation");
  await expect(page.getByRole("heading", { name: "Confirm that it is you" })).toBeVisible();
  await expectSoundPage(page);
  await page.getByLabel("Code").fill("000000");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("This code is not valid.")).toBeVisible();
  const code = codeOf(secret);
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(signedIn(page)).toBeVisible();
  await signOut(page);

  await givePassword(page, approver);
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("This code is not valid.")).toBeVisible();
  await page.getByRole("link", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill(recoveryCodes[0] ?? "");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(signedIn(page)).toBeVisible();

  await page.goto("/account/second-factor");
  await expect(page.getByText("9 recovery codes are left.")).toBeVisible();
  await page.getByLabel("Your password").fill(approver.password);
  await page.getByRole("button", { name: "Switch the second factor off" }).click();
  await expect(page.getByText("The second factor is off.")).toBeVisible();
  await signOut(page);
  await signIn(page, approver);
});

test("the session gets another cookie when the second factor completes it", async ({ page, context }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  const { secret } = await enrol(page);
  await signOut(page);
  await givePassword(page, approver);
  const before = await context.cookies();
  await page.getByLabel("Code").fill(codeOf(secret));
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(signedIn(page)).toBeVisible();
  // Whoever has planted the first cookie in this browser has nothing by it.
  await context.clearCookies();
  await context.addCookies(before);
  await page.goto("/administration/implementation");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a second factor is set up and asked for", async ({ page }) => {
    const { approver } = await makePeople("approver");
    await signIn(page, approver, { scripts: false });
    const { secret } = await enrol(page);
    await signOut(page);
    await givePassword(page, approver);
    await page.getByLabel("Code").fill(codeOf(secret));
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(signedIn(page)).toBeVisible();
  });
});
