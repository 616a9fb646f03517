import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { expectSoundPage, expectSoundWideAndNarrow } from "../support/check-page.ts";
import { makePeople, signIn } from "../support/people.ts";

const PATH = "/administration/audit";

test("an Approver sees who changed what, narrows the log and takes it away", async ({ page }) => {
  const { approver } = await makePeople("approver");
  await signIn(page, approver);
  await page.getByRole("switch", { name: "Require Authentication" }).click();
  // The switch moves at once; the message comes when it is saved.
  await expect(page.getByText("Authentication is now required")).toBeVisible();
  await page.goto(PATH);
  await expect(page.getByRole("row").filter({ hasText: "Signed in" })).toContainText(approver.email);
  const change = page.getByRole("row").filter({ hasText: "Changed settings" });
  await expect(change).toContainText(approver.email);
  await expect(change.getByText("requireAuthentication")).toBeHidden();
  await change.getByText("Details").click();
  await expect(change.getByRole("row", { name: "requireAuthentication false true" })).toBeVisible();

  await expectSoundWideAndNarrow(page);

  const filter = page.getByRole("button", { name: "Filter", exact: true });
  await page.getByLabel("What", { exact: true }).selectOption({ label: "Tokens" });
  await filter.click();
  await expect(page.getByText("No entry fits this filter.")).toBeVisible();
  await expectSoundPage(page);
  await page.getByLabel("What", { exact: true }).selectOption({ label: "Settings: Changed settings" });
  await page.getByLabel("Who").fill(approver.email);
  await filter.click();
  await expect(change).toHaveCount(1);
  expect(new URL(page.url()).searchParams.get("action")).toBe("settings.changed");

  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as CSV" }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe(`${approver.client.code}-audit.csv`);
  const lines = readFileSync(await file.path(), "utf8")
    .trimEnd()
    .split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("settings.changed");
});

test("an Approver sees who of the client's people got in, and who did not, and nobody else", async ({ page }) => {
  const [{ approver, observer }, { approver: stranger }] = [
    await makePeople("approver", "observer"),
    await makePeople("approver"),
  ];
  for (const person of [observer, stranger]) {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail address").fill(person.email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  }
  await signIn(page, approver);
  await page.goto(PATH);
  await page.getByLabel("What", { exact: true }).selectOption({ label: "Sign-ins and sessions" });
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  const rows = page.getByRole("table", { name: "Audit log" }).getByRole("row");
  await expect(rows.filter({ hasText: "Failed to sign in" })).toContainText(observer.email);
  await expect(rows.filter({ hasText: "Signed in" })).toContainText(approver.email);
  await expect(page.getByText(stranger.email)).toHaveCount(0);
});

test("the installation's own log is for Sysadmins alone", async ({ page }) => {
  const { approver, sysadmin } = await makePeople("approver", "sysadmin");
  const { code } = approver.client;
  await signIn(page, approver, { path: `${PATH}?log=installation` });
  await expect(page.getByRole("navigation", { name: "Which log" })).toBeHidden();
  // What the address asks for is not given: the log is the client's, with the sign-ins of its people alone.
  await expect(page.getByRole("row").filter({ hasText: "Signed in" })).toHaveCount(1);
  await expect(page.getByRole("row").filter({ hasText: "Signed in" })).toContainText(approver.email);
  const taken = await page.request.get(`/api/console/${code}/audit.csv?log=installation`);
  expect(taken.status()).toBe(403);

  await page.context().clearCookies();
  await signIn(page, sysadmin, { path: PATH });
  await page.getByRole("link", { name: "The installation" }).click();
  await expect(page.getByRole("row").filter({ hasText: sysadmin.email }).first()).toContainText("Signed in");
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as JSON lines" }).click();
  expect((await saved).suggestedFilename()).toBe("installation-audit.jsonl");
});
