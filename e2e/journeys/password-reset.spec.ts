import { expect, type Page, test } from "@playwright/test";
import { createPrisma } from "@silhouette/db/prisma-client";
import { makeClient, makeMember } from "@silhouette/db/testing-factories";
import { expectSoundPage } from "../support/check-page.ts";
import { findFreePort, startInstallation } from "../support/installation.ts";
import { makeResetLink } from "../support/links.ts";
import { startMailServer } from "../support/mail-server.ts";
import { makePeople, signIn } from "../support/people.ts";

const password = "nine patient walruses knit";

async function choosePassword(page: Page): Promise<void> {
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("Repeat the password").fill(password);
  await page.getByRole("button", { name: "Set the password" }).click();
}

test("a link of an administrator sets a new password and ends every session", async ({ page, browser }) => {
  const { approver } = await makePeople("approver");
  const elsewhere = await (await browser.newContext()).newPage();
  await signIn(elsewhere, approver);
  const code = await makeResetLink(approver.client, approver.email);

  await page.goto(`/password-reset#${code}`);
  await expect(page.getByText(`For ${approver.email}.`)).toBeVisible();
  await choosePassword(page);
  await expect(page.getByText("Your password is changed")).toBeVisible();
  await elsewhere.goto("/administration/implementation");
  await expect(elsewhere.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await elsewhere.context().close();
  await signIn(page, { ...approver, password });
  await page.goto(`/password-reset#${code}`);
  await expect(page.getByText("This link is not valid.")).toBeVisible();
});

test("without a mail server nobody is offered a link that could not be sent", async ({ page }) => {
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Forgot your password?" })).toBeHidden();
  expect((await page.goto("/forgotten-password"))?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1, name: "There is no such page" })).toBeVisible();
  await page.getByRole("link", { name: "Back to the sign-in" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});

test("a forgotten password is mailed a link, to members alone, and nobody else can tell", async ({ page }) => {
  // A whole installation starts in it.
  test.setTimeout(300_000);
  const mailServer = await startMailServer();
  const port = await findFreePort();
  const consoleUrl = `http://127.0.0.1:${port}`;
  const installation = await startInstallation({
    env: {
      CONSOLE_PORT: String(port),
      PUBLIC_CONSOLE_URL: consoleUrl,
      SMTP_URL: mailServer.url,
      MAIL_FROM: "Silhouette <silhouette@example.test>",
    },
  });
  const prisma = createPrisma(installation.databaseUrl, { poolMax: 2 });
  try {
    const client = await makeClient(prisma);
    const { member } = await makeMember(prisma, { role: "approver", client });
    const ask = async (email: string) => {
      await page.goto(`${consoleUrl}/sign-in`);
      await page.getByRole("link", { name: "Forgot your password?" }).click();
      // Both pages have a field of this name.
      await expect(page.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
      await expectSoundPage(page);
      await page.getByLabel("E-mail address").fill(email);
      await page.getByRole("button", { name: "Send the link" }).click();
      await expect(page.getByText("a link is on its way.")).toBeVisible();
    };
    await ask("nobody@example.test");
    await ask(member.email);
    await expect.poll(() => mailServer.mails.length).toBe(1);
    const [mail] = mailServer.mails;
    expect(mail?.to).toBe(member.email);
    // Who has chosen no language gets that of the page.
    expect(mail?.text).toMatch(/^Content-Language: en\r?$/m);
    const link = /http\S+\/password-reset#\w+/.exec(mail?.text ?? "")?.[0] ?? "";
    expect(link).toContain(consoleUrl);
    await page.goto(link);
    await choosePassword(page);
    await expect(page.getByText("Your password is changed")).toBeVisible();
    await page.getByLabel("E-mail address").fill(member.email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("button", { name: "Account menu" })).toBeVisible();
    expect(installation.output()).not.toContain(link.split("#")[1]);
  } finally {
    await prisma.$disconnect();
    await installation.stop();
    await mailServer.stop();
  }
});
