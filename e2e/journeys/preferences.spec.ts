import { expect, test } from "@playwright/test";
import { makePeople, signIn } from "../support/people.ts";

for (const javaScriptEnabled of [true, false]) {
  test(`language, time zone and theme follow the member, ${javaScriptEnabled ? "with" : "without"} scripts`, async ({
    browser,
  }) => {
    const { approver } = await makePeople("approver");
    const context = await browser.newContext({ javaScriptEnabled, timezoneId: "Europe/Stockholm" });
    const page = await context.newPage();
    await signIn(page, approver, { path: "/account", scripts: javaScriptEnabled });
    const card = page.getByRole("region", { name: "Language, time and theme" });
    await expect(card.getByLabel("Language")).toHaveValue("");
    await card.getByLabel("Language").selectOption("English");
    await card.getByLabel("Time zone").selectOption("Asia/Tokyo");
    await card.getByLabel("Theme").selectOption("Dark");
    await card.getByRole("button", { name: "Save" }).click();
    await expect(card.getByRole("status")).toHaveText("Saved.");
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    const sessions = page.getByRole("region", { name: "Where you are signed in" });
    await expect(sessions.getByRole("time").first()).toContainText("GMT+9");
    await expect(card.getByLabel("Time zone")).toHaveValue("Asia/Tokyo");

    const elsewhere = await (await browser.newContext({ locale: "sv-SE", timezoneId: "Europe/Stockholm" })).newPage();
    await elsewhere.goto("/sign-in");
    await expect(elsewhere.locator("html")).toHaveAttribute("lang", "sv");
    await elsewhere.context().addCookies(await context.cookies());
    await elsewhere.goto("/account");
    await expect(elsewhere.locator("html")).toHaveAttribute("lang", "en");
    await elsewhere.context().close();

    await card.getByLabel("Language").selectOption("As the browser");
    await card.getByLabel("Time zone").selectOption("As the browser");
    await card.getByRole("button", { name: "Save" }).click();
    await expect(sessions.getByRole("time").first()).not.toContainText("GMT+9");
    await expect(card.getByLabel("Language")).toHaveValue("");
    expect((await context.cookies()).map(({ name }) => name)).not.toContain("silhouette-locale");
    await context.close();
  });
}
