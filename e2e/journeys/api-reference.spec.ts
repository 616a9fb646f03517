import { expect, test } from "@playwright/test";
import { findBrokenRules } from "../support/check-page.ts";
import { makePeople, signIn } from "../support/people.ts";

test("the reference shows every call with a command for this client, under the console's strict policy", async ({
  page,
  baseURL,
}) => {
  const { observer } = await makePeople("observer");
  const faults: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  const strangers: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(`${baseURL}/`) && !request.url().startsWith("data:")) strangers.push(request.url());
  });
  await signIn(page, observer);
  const reply = await page.goto("/api/docs");
  await expect(page.getByRole("heading", { level: 1, name: "API reference" })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/api-reference");
  expect(reply?.headers()["content-security-policy"]).toContain("default-src 'none'");

  await page.getByRole("link", { name: "Settings", exact: true }).first().click();
  await page.getByText("Change settings", { exact: true }).click();
  const call = page.locator("#changeSettings");
  await expect(
    call.getByText(`curl -X PATCH '${baseURL}/api/v1/clients/${observer.client.code}/settings'`),
  ).toBeVisible();
  await expect(call.getByText("settings:write", { exact: true })).toBeVisible();
  await expect(call.getByText("If-Match", { exact: true })).toBeVisible();

  const document = await (await page.request.get("/api/v1/openapi.json")).json();
  const ids = Object.values(document.paths as Record<string, Record<string, { operationId: string }>>)
    .flatMap((path) => Object.values(path))
    .map(({ operationId }) => operationId);
  const shown = await page.locator("details[id]").evaluateAll((all) => all.map(({ id }) => id));
  expect(ids.filter((id) => shown.filter((other) => other === id).length !== 1)).toEqual([]);
  expect([faults, strangers]).toEqual([[], []]);

  expect(await findBrokenRules(page)).toEqual([]);
});

test("the reference reads without scripts, and fits a narrow screen", async ({ browser, page, baseURL }) => {
  const { observer } = await makePeople("observer");
  await signIn(page, observer);
  const storageState = await page.context().storageState();
  const narrow = { viewport: { width: 320, height: 800 }, javaScriptEnabled: false, storageState };
  const quiet = await (await browser.newContext(narrow)).newPage();
  await quiet.goto(`${baseURL}/api-reference`);
  await quiet.getByText("Read the settings, and who changed each of them last").click();
  await expect(quiet.locator("#readSettings").getByText("curl '")).toBeVisible();
  await page.setViewportSize({ width: 320, height: 800 });
  await page.goto("/api-reference");
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});

test("in another language, only the document's own words are marked as English", async ({ browser }) => {
  const { observer } = await makePeople("observer");
  const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await signIn(page, observer);
  await page.context().addCookies([{ name: "silhouette-locale", value: "ko", url: new URL("/", page.url()).href }]);
  await page.goto("/api-reference");
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  const english = (await page.locator("#content [lang=en]").allTextContents()).join(" ");
  expect(english).toContain("Read the settings, and who changed each of them last");
  expect(english).not.toMatch(/\p{Script=Hangul}/u);
  await page.context().close();
});
