import { expect, test } from "@playwright/test";
import { expectSoundWideAndNarrow } from "../support/check-page.ts";
import { takeToken } from "../support/new-token.ts";
import { makePeople, signIn } from "../support/people.ts";

const PATH = "/administration/tokens";

test("a leaked token is found by its text, which no address holds, and revoked", async ({ page }) => {
  const { approver, observer } = await makePeople("approver", "observer");
  await signIn(page, approver, { path: `${PATH}/new` });
  await page.getByLabel("Name").fill("Shop");
  await page.getByRole("button", { name: "Create token" }).click();
  const text = await takeToken(page);
  const requested: string[] = [];
  page.on("request", (sent) => requested.push(sent.url()));

  await page.goto(PATH);
  await page.getByRole("link", { name: "Find by text" }).click();
  await page.getByLabel("Text of the token").fill("sil_nothing");
  await page.getByRole("button", { name: "Find the token" }).click();
  await expect(page.getByText("This is not a token of this client.")).toBeVisible();
  await page.getByLabel("Text of the token").fill(text);
  await page.getByRole("button", { name: "Find the token" }).click();
  await expect(page.getByText("This is the token Shop")).toBeVisible();
  await expectSoundWideAndNarrow(page);
  await page.getByRole("button", { name: "Revoke as leaked" }).click();
  await page.getByRole("button", { name: "Revoke it now" }).click();
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await expect(page.getByText("It is revoked: nobody can use it any more.")).toBeVisible();
  await expect(page.getByText("It works: whoever has this text can use it.")).toBeHidden();
  await expect(page.getByRole("button", { name: "Revoke as leaked" })).toBeHidden();
  await expect(page.getByRole("heading", { level: 1, name: "Find a token by its text" })).toBeFocused();
  await page.getByLabel("Text of the token").fill(text);
  await page.getByRole("button", { name: "Find the token" }).click();
  await expect(page.getByText("It has ended already and opens nothing.")).toBeVisible();
  await page.getByRole("link", { name: "Open its page" }).click();
  await expect(page.getByText(`Revoked as leaked by ${approver.email}`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Rotate the token" })).toBeHidden();
  expect(requested.filter((url) => url.includes(text))).toEqual([]);
  const address = page.url();

  await page.context().clearCookies();
  await signIn(page, observer, { path: address });
  await expect(page.getByRole("heading", { level: 1, name: "Shop" })).toBeVisible();
  await page.goto(PATH);
  await expect(page.getByText("the role Observer may not change them")).toBeVisible();
  expect((await page.goto(`${PATH}/new`))?.status()).toBe(403);
});

test("a Sysadmin finds another client's token by its text, revokes it and is led to it", async ({ page }) => {
  const [{ approver }, { sysadmin }] = await Promise.all([makePeople("approver"), makePeople("sysadmin")]);
  const { code } = approver.client;
  await signIn(page, approver);
  await page.goto(`${PATH}/new`);
  await page.getByLabel("Name").fill("Shop");
  await page.getByRole("button", { name: "Create token" }).click();
  const text = await takeToken(page);

  await page.context().clearCookies();
  const { origin: url } = new URL(page.url());
  await page.context().addCookies([{ name: "silhouette-client", value: sysadmin.client.code, url }]);
  await signIn(page, sysadmin);
  await page.goto(`${PATH}/find`);
  await page.getByLabel("Text of the token").fill("sil_nothing");
  await page.getByRole("button", { name: "Find the token" }).click();
  await expect(page.getByText("This is not a token of any client here.")).toBeVisible();
  await page.getByLabel("Text of the token").fill(text);
  await page.getByRole("button", { name: "Find the token" }).click();
  await expect(page.getByText(`This is the token Shop of the client ${code}`)).toBeVisible();
  await expectSoundWideAndNarrow(page);
  await page.getByRole("button", { name: "Revoke as leaked" }).click();
  await page.getByRole("button", { name: "Revoke it now" }).click();
  await expect(page.getByText("It is revoked: nobody can use it any more.")).toBeVisible();
  await page.getByRole("button", { name: `Change to ${code} and open its page` }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Shop" })).toBeVisible();
  await expect(page.getByText(`Revoked as leaked by ${sysadmin.email}`)).toBeVisible();
});
