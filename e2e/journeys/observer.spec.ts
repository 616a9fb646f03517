import { expect, test } from "@playwright/test";
import { makePeople, signIn } from "../support/people.ts";

test("an Observer sees the settings and why they may not change them", async ({ page }) => {
  const { observer } = await makePeople("observer");
  await signIn(page, observer);
  await expect(page.getByText(/the role Observer may not change them/)).toBeVisible();
  await expect(page.getByRole("switch", { name: "Require Authentication" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Generate New Profile Authentication Token" })).toBeDisabled();
});

test("an Observer who sends an Approver's requests directly changes nothing", async ({ browser, baseURL }) => {
  const { approver, observer } = await makePeople("approver", "observer");
  const approverPage = await (await browser.newContext()).newPage();
  const observerContext = await browser.newContext();
  const observerPage = await observerContext.newPage();
  await signIn(approverPage, approver);
  await signIn(observerPage, observer);

  for (const name of ["Require Authentication", "Generate New Profile Authentication Token"]) {
    const sent = approverPage.waitForRequest((request) => request.method() === "POST");
    await approverPage.getByRole(name.startsWith("Require") ? "switch" : "button", { name }).click();
    const request = await sent;
    const { cookie: _, "content-length": __, ...headers } = await request.allHeaders();
    const replayed = await observerContext.request.fetch(request.url(), {
      method: "POST",
      headers: Object.fromEntries(Object.entries(headers).filter(([header]) => !header.startsWith(":"))),
      data: request.postDataBuffer() ?? "",
    });
    expect(await replayed.text()).toContain("forbidden");
  }

  await observerPage.goto(`${baseURL}/administration/implementation`);
  const approverToken = approverPage.getByText(/^sil_\w+$/);
  const id = (await approverToken.innerText()).split("_")[1] ?? "";
  await expect(observerPage.getByRole("switch", { name: "Require Authentication" })).toBeChecked();
  await expect(observerPage.getByText(id)).toBeVisible();
  expect(await observerPage.content()).not.toContain(await approverToken.innerText());
});

test("an Observer's console session does not open the admin API", async ({ page }) => {
  const { observer } = await makePeople("observer");
  await signIn(page, observer);
  const path = `/${observer.client.code}/target/clients/settings`;
  const data = { enableProfileApiAuthentication: true };
  expect((await page.request.get(path)).status()).toBe(401);
  expect((await page.request.patch(path, { data })).status()).toBe(401);
});
