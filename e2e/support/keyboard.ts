import type { Page } from "@playwright/test";

/** Presses of the Tab key that reach everything on the longest page. */
const PRESSES_MAX = 120;

/** Moves the focus by the Tab key until it is on what has this name; throws when it cannot be reached. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < PRESSES_MAX; presses++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return "";
      const label = element.getAttribute("aria-labelledby");
      const named = label === null ? element : document.getElementById(label);
      const labels = [...((element as HTMLInputElement).labels ?? [])].map(({ textContent }) => textContent).join(" ");
      return `${element.getAttribute("aria-label") ?? ""} ${named?.textContent ?? ""} ${labels}`;
    });
    if (focused.includes(name)) return;
  }
  throw new Error(`${name} cannot be reached with the Tab key`);
}
