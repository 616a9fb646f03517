import { expect, type Page } from "@playwright/test";

/** Reads the token from the dialog that shows it once, and closes the dialog. */
export async function takeToken(page: Page): Promise<string> {
  const dialog = page.getByRole("alertdialog", { name: "The new token" });
  const text = (await dialog.getByText(/^sil_\w+$/).innerText()).trim();
  await dialog.getByRole("button", { name: "I have saved the token" }).click();
  await expect(dialog).toBeHidden();
  expect(await page.content()).not.toContain(text);
  return text;
}
