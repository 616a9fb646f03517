import { expect, type Page, test } from "@playwright/test";
import { createPrisma } from "@silhouette/db/prisma-client";
import { makeClient, makeMember } from "@silhouette/db/testing-factories";
import { findFreePort, type Installation, startInstallation } from "../support/installation.ts";
import { startOidcProvider, type TestProvider } from "../support/oidc-provider.ts";

test.describe.configure({ mode: "serial" });

let provider: TestProvider;
let installation: Installation;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  const port = await findFreePort();
  provider = await startOidcProvider(`http://127.0.0.1:${port}`);
  installation = await startInstallation({
    env: {
      CONSOLE_PORT: String(port),
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: provider.clientId,
      OIDC_CLIENT_SECRET: provider.clientSecret,
      OIDC_NAME: "Acme ID",
      OIDC_NEWCOMER_ROLE: "observer",
      OIDC_NEWCOMER_CLIENT: "acme",
    },
  });
});

test.afterAll(async () => {
  await installation?.stop();
  await provider?.stop();
});

/** Goes through the provider's own forms, whichever of them it shows. */
async function signInAtProvider(page: Page, login: string): Promise<void> {
  await page.getByPlaceholder("Enter any login").fill(login);
  await page.getByPlaceholder("and password").fill("whatever it is");
  await page.getByRole("button", { name: "Sign-in" }).click();
  const isAway = (url: URL) => !url.href.startsWith(provider.issuer);
  const consent = page.getByRole("button", { name: "Continue" });
  // It asks for consent the first time. Sent twice, the form is refused.
  await Promise.race([page.waitForURL(isAway), consent.waitFor()]);
  if (!isAway(new URL(page.url()))) await consent.click();
  await page.waitForURL(isAway);
}

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto(`${installation.consoleUrl}/administration/implementation`);
  await page.getByRole("link", { name: "Acme ID" }).click();
  await signInAtProvider(page, login);
}

/** Makes a Sysadmin whom nobody but this journey knows, and an account of the same address at the provider. */
async function makeJoinable(login: string, isEmailVerified = true) {
  const prisma = createPrisma(installation.databaseUrl, { poolMax: 2 });
  try {
    const client = await makeClient(prisma);
    const { member } = await makeMember(prisma, { role: "approver", client });
    provider.add(login, { email: member.email, isEmailVerified, name: "Somebody" });
    return member;
  } finally {
    await prisma.$disconnect();
  }
}

test("a member signs in by the provider, comes back to the page they wanted, and keeps the role", async ({ page }) => {
  await makeJoinable("member");
  await signIn(page, "member");
  await expect(page).toHaveURL(`${installation.consoleUrl}/administration/implementation`);
  await expect(page.getByText("Your role here is Approver.")).toBeVisible();
  await page.goto(`${installation.consoleUrl}/account`);
  await expect(page.getByText("Your single sign-on account is joined to this one.")).toBeVisible();
  await expect(page.getByText("single sign-on", { exact: true })).toBeVisible();
});

test("before authentication is required and a token is made, the provider is asked to sign the member in anew", async ({
  page,
}) => {
  await makeJoinable("careful");
  await signIn(page, "careful");
  await page.getByRole("switch", { name: "Require Authentication" }).click();
  await page.getByRole("link", { name: "Confirm that it is you" }).click();
  await page.getByRole("link", { name: "Confirm by single sign-on" }).click();
  await signInAtProvider(page, "careful");
  await expect(page).toHaveURL(`${installation.consoleUrl}/administration/implementation`);
  await page.getByRole("switch", { name: "Require Authentication" }).click();
  await expect(page.getByText("Authentication is now required")).toBeVisible();
  await page.getByRole("button", { name: "Generate New Profile Authentication Token" }).click();
  await expect(page.getByRole("alertdialog", { name: "Your new profile authentication token" })).toBeVisible();
});

test("somebody else's account at the provider confirms nothing", async ({ page }) => {
  await makeJoinable("owner");
  await makeJoinable("stranger");
  await signIn(page, "owner");
  await page.goto(`${installation.consoleUrl}/account/confirm`);
  await page.getByRole("link", { name: "Confirm by single sign-on" }).click();
  await signInAtProvider(page, "stranger");
  await expect(page.getByText("You signed in there as somebody else.")).toBeVisible();
});

test("a newcomer gets the role that was set, in the client that was set", async ({ page }) => {
  provider.add("newcomer", { email: "newcomer@example.test", isEmailVerified: true, name: "New Comer" });
  await signIn(page, "newcomer");
  await expect(
    page.getByText("These settings apply to the whole client acme. Your role here is Observer."),
  ).toBeVisible();
  await page.goto(`${installation.consoleUrl}/account`);
  await expect(page.getByLabel("Name")).toHaveValue("New Comer");
  await expect(page.getByText("You sign in elsewhere and have no password here.")).toBeVisible();
});

test("an address that the provider has not verified joins nobody", async ({ page }) => {
  await makeJoinable("unverified", false);
  await signIn(page, "unverified");
  await expect(page.getByText("has no verified e-mail address")).toBeVisible();
  await page.goto(`${installation.consoleUrl}/administration/implementation`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("an answer of the provider is taken from the browser alone that asked, and once", async ({ page, browser }) => {
  await makeJoinable("answered");
  let answer = "";
  page.on("request", (request) => {
    if (request.url().includes("/api/auth/callback/oidc?")) answer = request.url();
  });
  await signIn(page, "answered");
  await expect(page.getByRole("button", { name: "Account menu" })).toBeVisible();
  expect(answer).toContain("code=");
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(answer);
  await expect(stranger.getByText("This took too long. Start again.")).toBeVisible();
  await stranger.context().close();
  await page.context().clearCookies({ name: "silhouette-session" });
  await page.goto(answer);
  await expect(page.getByText("This took too long. Start again.")).toBeVisible();
});

test("a sign-in that is cancelled at the provider says so", async ({ page }) => {
  await page.goto(`${installation.consoleUrl}/sign-in`);
  await page.getByRole("link", { name: "Acme ID" }).click();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByText("The single sign-on was cancelled.")).toBeVisible();
});
