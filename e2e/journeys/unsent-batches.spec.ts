import { expect, type Page, test } from "@playwright/test";
import { chooseFile } from "../support/batch-files.ts";
import { expectSoundPage } from "../support/check-page.ts";
import { makePeople, signIn } from "../support/people.ts";
import { makeWaitingBatch } from "../support/waiting-batch.ts";

const FILE = "thirdPartyId,tier\n,gold\ncrm-2,gold";
const CORRECTED = "crm-1,gold";

/** Chooses a file with one mistake and corrects it. */
async function correctFile(page: Page): Promise<void> {
  await chooseFile(page, FILE);
  await page.getByLabel("Line 2").fill(CORRECTED);
  await expect(page.getByText("This row is good now.")).toBeVisible();
}

const sendButton = (page: Page) => page.getByRole("button", { name: "Send 2 rows" });

test("a file that could not be sent stays with its corrections, says what was wrong, and is sent again", async ({
  page,
}) => {
  test.slow();
  const { approver } = await makePeople("approver");
  await signIn(page, approver, { path: "/batches/new" });
  await correctFile(page);
  let next: { status: number; body: string } | "lost" = "lost";
  await page.route("**/api/console/**", (route) =>
    next === "lost"
      ? route.abort()
      : route.fulfill({ ...next, contentType: "application/json", headers: { "X-Request-Id": "call-7" } }),
  );
  const answers = [
    ["lost", "The connection was lost before the whole file had been sent"],
    [{ status: 401, body: "{}" }, "Your session has ended, and nothing was sent."],
    [{ status: 403, body: "{}" }, "Your role does not allow sending batches any more."],
    [{ status: 422, body: '{"kind":"refused","refusal":"too-many-bytes"}' }, "The file is larger than 50 MB."],
    [{ status: 500, body: "{}" }, "Something went wrong on our side."],
  ] as const;
  for (const [answer, text] of answers) {
    next = answer;
    await sendButton(page).click();
    await expect(page.getByRole("alert").filter({ hasText: text })).toBeVisible();
    await expect(page.getByLabel("Line 2")).toHaveValue(CORRECTED);
    await expect(sendButton(page)).toBeFocused();
  }
  await expect(page.getByText("Reference: call-7")).toBeVisible();
  await expectSoundPage(page);

  await page.unroute("**/api/console/**");
  await sendButton(page).click();
  await expect(page.getByRole("heading", { name: /^Sent batch/ })).toBeFocused();
  await expect(page.getByText("2 of 2 rows")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("heading", { name: "Rows that need attention" })).toHaveCount(0);
});

test("whose session has ended signs in again in another tab, and sends the same file from the first", async ({
  page,
  context,
}) => {
  test.slow();
  const { approver } = await makePeople("approver");
  await signIn(page, approver, { path: "/batches/new" });
  await correctFile(page);
  await context.clearCookies();
  await sendButton(page).click();
  const opened = page.waitForEvent("popup");
  await page.getByRole("link", { name: "Sign in again (in a new tab)" }).click();
  const tab = await opened;
  await tab.getByLabel("E-mail address").fill(approver.email);
  await tab.getByLabel("Password").fill(approver.password);
  await tab.getByRole("button", { name: "Sign in" }).click();
  await expect(tab.getByRole("heading", { level: 1, name: "Batches" })).toBeVisible();
  await tab.close();
  await sendButton(page).click();
  await expect(page.getByText("2 of 2 rows")).toBeVisible({ timeout: 30_000 });
});

test("sending can be given up, and leaving is asked about while something would be lost", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  // By links, so that Back shows the pages before without loading them anew.
  await page.getByRole("link", { name: "Batches", exact: true }).click();
  await page.getByRole("link", { name: "Upload a file" }).first().click();
  await correctFile(page);
  // The server never answers.
  await page.route("**/api/console/**", () => {});
  await sendButton(page).click();
  await expect(page.getByText("Sending the file…")).toBeVisible();
  await page.getByRole("button", { name: "Cancel sending" }).click();
  await expect(page.getByText("Sending was cancelled.")).toBeVisible();
  await expect(sendButton(page)).toBeFocused();
  await expect(page.getByLabel("Line 2")).toHaveValue(CORRECTED);

  const asked = page.waitForEvent("dialog");
  const closing = page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await Promise.all([closing, dialog.dismiss()]);

  const questions: string[] = [];
  page.on("dialog", (question) => {
    questions.push(question.message());
    void (questions.length < 6 ? question.dismiss() : question.accept());
  });
  const isAsked = (times: number) => expect.poll(() => questions.length).toBe(times);
  const batches = page.getByRole("link", { name: "Batches", exact: true });
  await batches.click();
  await isAsked(1);
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Search pages and commands" }).getByRole("combobox").fill("Overview");
  await page.keyboard.press("Enter");
  await isAsked(2);
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await isAsked(3);
  await page.keyboard.press("Escape");
  // One step, and two at once.
  for (const [index, steps] of [-1, -2].entries()) {
    await page.evaluate((delta) => history.go(delta), steps);
    await isAsked(4 + index);
    await expect(page).toHaveURL(/\/batches\/new$/);
  }
  await expect(page.getByLabel("Line 2")).toHaveValue(CORRECTED);
  await batches.click();
  await expect(page.getByRole("heading", { level: 1, name: "Batches" })).toBeVisible();
  expect(questions).toEqual(Array(6).fill(expect.stringContaining("Leave this page?")));
});

test("a page that is live stays as it is while the server is away, and goes on by itself when it is back", async ({
  page,
}) => {
  // It looks again after pauses of up to half a minute.
  test.slow();
  const { approver } = await makePeople("approver");
  const batch = await makeWaitingBatch(approver.client, 1000);
  await signIn(page, approver, { path: `/batches/new?sent=${batch.id}` });
  await expect(page.getByText("0 of 1,000 rows")).toBeVisible();
  await batch.apply(250);
  await expect(page.getByText("250 of 1,000 rows")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("20% of the rows are done.")).toHaveCount(1);
  await correctFile(page);

  const notice = page.getByText("The server cannot be reached, so this page is not live at the moment.");
  await page.route("**/readyz", (route) => route.abort());
  await expect(notice).toBeVisible({ timeout: 30_000 });
  await batch.apply(500);
  await expectSoundPage(page);
  await expect(page.getByLabel("Line 2")).toHaveValue(CORRECTED);

  await page.unroute("**/readyz");
  await expect(page.getByText("500 of 1,000 rows")).toBeVisible({ timeout: 60_000 });
  await expect(notice).toHaveCount(0);
  await expect(page.getByLabel("Line 2")).toHaveValue(CORRECTED);
  await batch.apply(750);
  await expect(page.getByText("750 of 1,000 rows")).toBeVisible({ timeout: 30_000 });
});
