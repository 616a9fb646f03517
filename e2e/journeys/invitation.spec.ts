import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { inviteTo } from "../support/links.ts";
import { makePeople, signIn } from "../support/people.ts";

const password = "eleven calm otters juggle";

async function answer(page: Page): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill("Grace Hopper");
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("Repeat the password").fill(password);
  await page.getByRole("button", { name: "Join" }).click();
}

test("whoever is invited joins by the link, once, and has the role", async ({ page }) => {
  const { approver } = await makePeople("approver");
  const email = `guest-${randomUUID()}@example.test`;
  const code = await inviteTo(approver.client, email);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(`${request.url()} ${request.headers().referer ?? ""}`));

  await page.goto(`/invitation#${code}`);
  await expect(page.getByText(`You have been invited as ${email}.`)).toBeVisible();
  await expect(page).toHaveURL(/\/invitation$/);
  await page.getByLabel("New password").fill("too short");
  await page.getByLabel("Repeat the password").fill("another one");
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByText("The password has fewer than 15 characters.")).toBeVisible();
  await expect(page.getByText("The two passwords differ.")).toBeVisible();
  await answer(page);
  await expect(page.getByText("You have joined.")).toBeVisible();
  await signIn(page, { email, password, client: approver.client });
  await expect(page.getByText("Your role here is Observer.")).toBeVisible();
  await page.getByRole("button", { name: "Account menu" }).click();
  await expect(page.getByText("Grace Hopper").last()).toBeVisible();

  await page.goto("/sign-in");
  await page.goto(`/invitation#${code}`);
  await expect(page.getByText("This link is not valid.")).toBeVisible();
  // Neither an address that the server saw nor a referrer has held the code.
  expect(requests.filter((request) => request.split("#")[0]?.includes(code))).toEqual([]);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the code of an invitation is typed by hand", async ({ page }) => {
    const { approver } = await makePeople("approver");
    const email = `guest-${randomUUID()}@example.test`;
    const code = await inviteTo(approver.client, email);
    await page.goto("/invitation");
    await page.getByLabel("Code of the link").fill(`${code.slice(0, -1)}!`);
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByText("This link is not valid.")).toBeVisible();
    await page.getByLabel("Code of the link").fill(code);
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByText(`You have been invited as ${email}.`)).toBeVisible();
    await answer(page);
    await expect(page.getByText("You have joined.")).toBeVisible();
  });
});
