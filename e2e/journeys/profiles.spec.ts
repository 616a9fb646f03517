import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { makePeople, type Person, signIn } from "../support/people.ts";

const EDGE = `http://127.0.0.1:${process.env.E2E_EDGE_PORT}`;

/** Puts profiles there as a CRM would: by a batch. */
async function submit({ client }: Person, rows: readonly string[]): Promise<void> {
  const body = `batch=thirdPartyId,tier,city\n${rows.join("\n")}\n`;
  const reply = await (
    await fetch(`${EDGE}/m2/${client.code}/v2/profile/batchUpdate`, { method: "POST", body })
  ).text();
  const address = /<batchStatus>(.*)<\/batchStatus>/.exec(reply)?.[1] ?? "";
  await expect
    .poll(async () => (await fetch(address)).text(), { timeout: 30_000 })
    .toContain("<status>complete</status>");
}

test("an Approver finds a visitor, sees where each value is from, changes one, exports and deletes the visitor", async ({
  page,
}) => {
  const { approver } = await makePeople("approver");
  await submit(approver, ["crm-1,gold,Oslo", "crm-2,silver,Seoul"]);
  await signIn(page, approver, { path: "/profiles" });
  await page.getByLabel("ID", { exact: true }).fill("crm-2");
  await page.getByRole("button", { name: "Look up" }).click();
  await page.getByRole("link", { name: "crm-2" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "crm-2" })).toBeVisible();
  await expect(page.getByRole("row", { name: /city/ })).toContainText("Batch");

  await page.getByLabel("Value of city").fill("Busan");
  await page.getByRole("row", { name: /city/ }).getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("row", { name: /city/ })).toContainText("Console or admin API");
  const read = await fetch(`${EDGE}/rest/v1/profiles/thirdPartyId/crm-2?client=${approver.client.code}`);
  expect(await read.json()).toMatchObject({
    profileAttributes: { city: { value: "Busan" }, tier: { value: "silver" } },
  });

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export as JSON" }).click();
  expect(JSON.parse(readFileSync(await (await download).path(), "utf8"))).toMatchObject({ visitorId: "crm-2" });

  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete the visitor" }).click();
  await expect(page.getByText(/The deletion is under way/)).toBeVisible();
  const status = async () =>
    (await fetch(`${EDGE}/rest/v1/profiles/thirdPartyId/crm-2?client=${approver.client.code}`)).status;
  await expect.poll(status, { timeout: 30_000 }).toBe(404);
});

test("an Editor looks and may not change; an Observer may not even look", async ({ page }) => {
  const { editor, observer } = await makePeople("editor", "observer");
  await submit(editor, ["crm-1,gold,Oslo"]);
  await signIn(page, editor, { path: "/profiles/view?by=thirdPartyId&id=crm-1" });
  await expect(page.getByRole("row", { name: /tier/ })).toContainText("gold");
  await expect(page.getByRole("button", { name: /Save|Add|Delete/ })).toHaveCount(0);
  const file = `/api/console/${editor.client.code}/profile.json?by=thirdPartyId&id=crm-1`;
  expect((await page.request.get(file)).status()).toBe(403);
  await page.context().clearCookies();
  await signIn(page, observer);
  await expect(page.getByRole("link", { name: "Profiles" })).toHaveCount(0);
  expect((await page.goto("/profiles"))?.status()).toBe(403);
});

test("more profiles than a page holds are reached page by page, and the address keeps the place", async ({ page }) => {
  const { editor } = await makePeople("editor");
  await submit(
    editor,
    Array.from({ length: 120 }, (_, index) => `crm-${String(index).padStart(3, "0")},gold,Oslo`),
  );
  await signIn(page, editor, { path: "/profiles" });
  await expect(page.getByRole("link", { name: /^crm-/ })).toHaveCount(50);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page.getByRole("link", { name: "crm-050" })).toBeVisible();
  await page.reload();
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page.getByRole("link", { name: /^crm-/ })).toHaveCount(20);
  await expect(page.getByRole("link", { name: "Next page" })).toHaveCount(0);
  await page.getByRole("link", { name: "First page" }).click();
  await expect(page.getByRole("link", { name: "crm-000" })).toBeVisible();
});

test("saving a value keeps its line ends and the place of the keyboard, and a refusal keeps what was typed", async ({
  page,
}) => {
  const { approver } = await makePeople("approver");
  await submit(approver, ["crm-1,gold,Oslo"]);
  const note = "first line\nsecond line";
  const written = new URLSearchParams({ mbox3rdPartyId: "crm-1", "profile.note": note });
  expect((await fetch(`${EDGE}/m2/${approver.client.code}/profile/update?${written}`, { method: "POST" })).ok).toBe(
    true,
  );
  const stored = async () =>
    (await (await fetch(`${EDGE}/rest/v1/profiles/thirdPartyId/crm-1?client=${approver.client.code}`)).json())
      .profileAttributes;

  await signIn(page, approver, { path: "/profiles/view?by=thirdPartyId&id=crm-1" });
  const row = page.getByRole("row", { name: /note/ });
  await expect(row.getByLabel("Value of note")).toHaveValue(note);
  await row.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("note was saved")).toBeVisible();
  await expect(row.getByRole("button", { name: "Save" })).toBeFocused();
  await expect(row).toContainText("Console or admin API");
  expect((await stored()).note.value).toBe(note);

  const added = page.getByRole("region", { name: "Add an attribute" });
  await added.getByLabel("Name").fill("user.reserved");
  await added.getByLabel("Value").fill("kept");
  await added.getByRole("button", { name: "Add" }).click();
  await expect(added.getByRole("alert")).toBeVisible();
  await expect(added.getByLabel("Name")).toBeFocused();
  await expect(added.getByLabel("Name")).toHaveValue("user.reserved");
  await expect(added.getByLabel("Value")).toHaveValue("kept");
  await added.getByLabel("Name").fill("mine");
  await added.getByRole("button", { name: "Add" }).click();
  await expect(page.getByText("mine was saved")).toBeVisible();
  await expect(page.getByLabel("Value of mine")).toHaveValue("kept");
  await expect(added.getByLabel("Name")).toHaveValue("");
  await expect(added.getByLabel("Name")).toBeFocused();
});

test("without scripts a refused attribute comes back with what was typed", async ({ browser }) => {
  const { approver } = await makePeople("approver");
  await submit(approver, ["crm-1,gold,Oslo"]);
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, approver, { path: "/profiles/view?by=thirdPartyId&id=crm-1", scripts: false });
  const added = page.getByRole("region", { name: "Add an attribute" });
  await added.getByLabel("Name").fill("user.reserved");
  await added.getByLabel("Value").fill("kept");
  await added.getByRole("button", { name: "Add" }).click();
  await expect(added.getByRole("alert")).toBeVisible();
  await expect(added.getByLabel("Name")).toHaveValue("user.reserved");
  await expect(added.getByLabel("Value")).toHaveValue("kept");
});
