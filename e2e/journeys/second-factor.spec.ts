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

/** Where recovery codes are shown: a dialog, or without scripts a part of the page. */
const shownCodes = (page: Page) =>
  page
    .getByRole("alertdialog", { name: "Save your recovery codes" })
    .or(page.getByRole("region", { name: "Save your recovery codes" }));

/** Reads the codes where they are shown, this once, and says that they are saved. */
async function takeCodes(page: Page): Promise<readonly string[]> {
  const shown = shownCodes(page);
  await expect(shown.getByRole("listitem")).toHaveCount(10);
  const codes = await shown.getByRole("listitem").allTextContents();
  const saved = { name: "I have saved the codes" };
  await shown.getByRole("button", saved).or(shown.getByRole("link", saved)).click();
  await expect(shown).toHaveCount(0);
  await expect(page.getByText("10 recovery codes are left.")).toBeVisible();
  return codes;
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
  return { secret, recoveryCodes: await takeCodes(page) };
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

test("recovery codes are not lost by Escape or Back, and new ones are made once that is confirmed", async ({
  page,
}) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  const { recoveryCodes } = await enrol(page);
  await expect(page.getByRole("heading", { level: 1, name: "Second factor" })).toBeFocused();

  const renew = page.getByRole("button", { name: "Make new recovery codes" });
  const question = page.getByRole("alertdialog", { name: "Make new recovery codes?" });
  await renew.click();
  await expect(question.getByText("stop working")).toBeVisible();
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toHaveCount(0);
  await expect(renew).toBeFocused();
  await renew.click();
  await question.getByRole("button", { name: "Make new codes" }).click();
  const shown = shownCodes(page);
  await expect(shown.getByRole("listitem")).toHaveCount(10);
  await page.keyboard.press("Escape");
  await expect(shown.getByRole("alert")).toContainText("Save the codes first");
  await expectSoundPage(page);
  await page.goBack();
  await expect(shown.getByRole("listitem")).toHaveCount(10);
  const renewed = await takeCodes(page);
  expect(renewed.filter((code) => recoveryCodes.includes(code))).toEqual([]);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Your account" })).toBeVisible();
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
    await page.getByRole("button", { name: "Make new recovery codes" }).click();
    await expect(shownCodes(page)).toHaveCount(0);
    const asked = page.getByRole("region", { name: "Make new recovery codes?" });
    await asked.getByRole("button", { name: "Make new codes" }).click();
    await takeCodes(page);
    await signOut(page);
    await givePassword(page, approver);
    await page.getByLabel("Code").fill(codeOf(secret));
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(signedIn(page)).toBeVisible();
  });
});
