import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { CHOOSE_FILE, chooseFile, chooseFileIn } from "../support/batch-files.ts";
import { expectSoundPage } from "../support/check-page.ts";
import { tabTo } from "../support/keyboard.ts";
import { makePeople, signIn } from "../support/people.ts";

const ROWS = 20_000;

/** A file of a CRM: without the prefix of the API, with two rows that cannot be applied. */
function crmFile(): string {
  const rows = Array.from({ length: ROWS }, (_, index) => `crm-${index},gold,Oslo`);
  rows[5] = ",gold,Oslo";
  rows[9] = "crm-9,gold,Oslo,Norway";
  return ["thirdPartyId,tier,city", ...rows].join("\n");
}

test("a file with mistakes is understood, corrected and sent, and what still fails is corrected and sent again", async ({
  page,
}) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver, { path: "/batches/new" });
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/console/")) sent.push(request.url());
  });
  await chooseFile(page, crmFile());
  await expect(page.getByRole("heading", { name: "visitors.csv: 20,000 rows" })).toBeVisible();
  await expect(page.getByRole("region", { name: "First rows of the file" })).toContainText("crm-0");
  await expect(page.getByRole("heading", { name: "2 rows would fail" })).toBeVisible();
  await expect(page.getByText("The row has no ID.")).toBeVisible();
  expect(sent).toEqual([]);

  await page.getByLabel("Line 7").fill("crm-5,gold,Oslo");
  await expect(page.getByText("This row is good now.")).toBeVisible();
  await expect(page.getByText("1 of them will fail.")).toBeVisible();
  await page.getByRole("button", { name: "Send 20,000 rows" }).click();

  await expect(page.getByText("Complete", { exact: true })).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await expect(page.getByText("20,000 of 20,000 rows")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Correct the failed row" })).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Failed rows as a file" }).click();
  expect(readFileSync(await (await download).path(), "utf8")).toContain("crm-9,gold,Oslo,Norway");

  const first = page.url();
  await page.getByLabel("Line 11").fill("crm-9,gold,Oslo%2C Norway");
  await page.getByRole("button", { name: "Send 1 corrected row" }).click();
  await page.waitForURL((url) => url.href !== first);
  await expect(page.getByText("1 of 1 row")).toBeVisible({ timeout: 30_000 });

  await page.goto("/profiles/view?by=thirdPartyId&id=crm-9");
  await expect(page.getByLabel("Value of city")).toHaveValue("Oslo, Norway");
  await page.goto("/batches");
  await expect(page.getByRole("row")).toHaveCount(3);
});

/** Moves to a field by the Tab key and types another text into it. */
async function retype(page: Page, field: string, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(text);
}

test("a file is chosen, understood, corrected, sent and corrected again with the keyboard alone", async ({ page }) => {
  // Two batches, and every field is reached by many presses of a key.
  test.slow();
  const { approver } = await makePeople("approver");
  await signIn(page, approver, { path: "/batches/new" });
  // Asked for before the keys: the browser must know that its dialog is waited for before one opens.
  const chooser = page.waitForEvent("filechooser");
  await tabTo(page, CHOOSE_FILE);
  await page.keyboard.press("Enter");
  await chooseFileIn(await chooser, "thirdPartyId,tier,user.visits\ncrm-1,gold\n,gold\ncrm-3,gold,2,Norway");
  await expect(page.getByRole("heading", { name: "visitors.csv: 3 rows" })).toBeVisible();
  const checked = page.getByRole("status").filter({ hasText: "File checked: 3 rows, 2 of which would fail." });
  await expect(checked).toHaveCount(1);
  await expect(page.getByText("Columns with reserved names are ignored.")).toBeVisible();
  await expectSoundPage(page);

  await retype(page, "Line 3", "crm-2,gold");
  await expect(page.getByText("This row is good now.")).toBeVisible();
  await tabTo(page, "Send 3 rows");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: /^Sent batch/ })).toBeFocused();
  await expect(page.getByText("3 of 3 rows")).toBeVisible({ timeout: 30_000 });
  const ended = page.getByRole("status").filter({ hasText: "The batch is complete. 1 row failed." });
  await expect(ended).toHaveCount(1);
  await expectSoundPage(page);

  const first = page.url();
  await retype(page, "Line 4", "crm-3,gold");
  await expect(page.getByText("This row is good now.")).toBeVisible();
  await tabTo(page, "Send 1 corrected row");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.href !== first);
  await expect(page.getByRole("heading", { name: /^Sent batch/ })).toBeFocused();
  await expect(page.getByText("1 of 1 row")).toBeVisible({ timeout: 30_000 });
});

test("a file that cannot be a batch is refused before it is sent, with what to do about it", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver, { path: "/batches/new" });
  await chooseFile(page, "customer,tier\na,gold");
  await expect(
    page.getByText("The first column must be called thirdPartyId or pcId, spelled exactly so."),
  ).toBeVisible();
  await expect(page.getByRole("button", { name: /^Send/ })).toHaveCount(0);
});

test("an Observer sees batches and their reports, and neither uploads nor cancels", async ({ page }) => {
  const { approver, observer } = await makePeople("approver", "observer");
  await signIn(page, approver, { path: "/batches/new" });
  await chooseFile(page, "thirdPartyId,tier\n,gold\ncrm-1,gold");
  await page.getByRole("button", { name: "Send 2 rows" }).click();
  await expect(page.getByText("Complete", { exact: true })).toBeVisible({ timeout: 30_000 });
  const id = new URL(page.url()).searchParams.get("sent") ?? "";
  await page.context().clearCookies();

  await signIn(page, observer, { path: "/batches" });
  await expect(page.getByRole("link", { name: "Upload a file" })).toHaveCount(0);
  await page.getByRole("link", { name: id }).click();
  await expect(page.getByRole("heading", { level: 1, name: id })).toBeVisible();
  await expect(page.getByText("The row has no ID.")).toBeVisible();
  await expect(page.getByRole("button", { name: /cancel|correct/i })).toHaveCount(0);
  expect((await page.goto("/batches/new"))?.status()).toBe(403);
  const upload = await page.request.post(`/api/console/${observer.client.code}/batches`, {
    headers: { "sec-fetch-site": "same-origin", "content-type": "text/plain" },
    data: "batch=thirdPartyId,tier\ncrm-2,gold",
  });
  expect(upload.status()).toBe(403);
});

test("the server gives the reason of a refused file as a code, which each language has its own words for", async ({
  page,
}) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  const upload = (data: string) =>
    page.request.post(`/api/console/${approver.client.code}/batches`, {
      headers: { "sec-fetch-site": "same-origin", "content-type": "text/plain" },
      data,
    });
  const refused = await upload("batch=customer,tier\na,gold");
  expect([refused.status(), await refused.json()]).toEqual([422, { kind: "refused", refusal: "first-column" }]);
  const empty = await upload("batch=thirdPartyId,tier\n");
  expect([empty.status(), await empty.json()]).toEqual([422, { kind: "refused", refusal: "batch-empty" }]);
});

test("two files that follow each other closely do not get in each other's way", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver, { path: "/batches/new" });
  await chooseFile(page, crmFile());
  await chooseFile(page, "thirdPartyId,tier\ncrm-1,gold");
  await expect(page.getByRole("heading", { name: "visitors.csv: 1 row" })).toBeVisible();
  await page.getByRole("button", { name: "Send 1 row" }).click();
  await expect(page.getByText("1 of 1 row")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("heading", { name: "visitors.csv: 20,000 rows" })).toHaveCount(0);
});

test("a page of another site cannot upload with somebody's cookies", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  for (const headers of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }, {}]) {
    const upload = await page.request.post(`/api/console/${approver.client.code}/batches`, {
      headers: { ...headers, "content-type": "text/plain" },
      data: "batch=thirdPartyId,tier\ncrm-2,gold",
    });
    expect(upload.status()).toBe(403);
  }
});
