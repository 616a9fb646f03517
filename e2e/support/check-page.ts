import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** That a page, as it is shown now, breaks no rule of accessibility that a machine can check, and is no wider than its window. */
export async function expectSoundPage(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
}

/** Collects what a page complains about in the browser's log, such as a style that its policy refuses. */
export function collectFaults(page: Page): readonly string[] {
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  return faults;
}

/** What is cut off or makes the page wider than its window; what scrolls in a frame of its own is neither. */
export const findClipped = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const opening = (element: Element) => /^<[^>]*>/.exec(element.outerHTML)?.[0].slice(0, 200) ?? "";
    // Texts for screen readers alone are cut off on purpose; what is in a field scrolls with the arrow keys.
    const shown = [...document.querySelectorAll("body *")].filter(
      (element): element is HTMLElement =>
        element instanceof HTMLElement && element.clientWidth > 1 && !element.matches(".sr-only, input, select"),
    );
    const cut = shown.filter(
      (element) =>
        element.scrollWidth > element.clientWidth + 1 && /hidden|clip/.test(getComputedStyle(element).overflowX),
    );
    const isWide = document.documentElement.scrollWidth > window.innerWidth;
    const sticksOut = (element: Element) =>
      element.getBoundingClientRect().right > window.innerWidth + 1 && element.closest(".overflow-x-auto") === null;
    return [...cut, ...(isWide ? shown.filter(sticksOut).slice(-3) : [])].map(opening);
  });

/** What can be used on the page but is not reached with the Tab key, or does not show that it is. */
export async function findUnreachable(page: Page): Promise<readonly string[]> {
  const presses = await page.evaluate(() => {
    const seen = new Set<Element>();
    const unmarked = new Set<Element>();
    Object.assign(window, { tabbed: { seen, unmarked } });
    document.addEventListener("focusin", ({ target }) => {
      if (!(target instanceof Element)) return;
      seen.add(target);
      const { outlineStyle, boxShadow } = getComputedStyle(target);
      if (outlineStyle === "none" && boxShadow === "none") unmarked.add(target);
    });
    return document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]").length + 5;
  });
  for (let press = 0; press < presses; press++) await page.keyboard.press("Tab");
  return page.evaluate(() => {
    const { seen, unmarked } = (window as unknown as { tabbed: Record<"seen" | "unmarked", Set<Element>> }).tabbed;
    // Of the radio buttons of one name, Tab reaches the chosen one and the arrow keys the others.
    const group = (element: Element) =>
      element instanceof HTMLInputElement && element.type === "radio" ? element.name : null;
    const groups = new Set([...seen].map(group));
    const missed = [
      ...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary"),
    ].filter(
      (element) =>
        !seen.has(element) &&
        !element.matches(":disabled, [aria-hidden=true], [aria-hidden=true] *, [inert] *") &&
        element.checkVisibility({ visibilityProperty: true }) &&
        !(group(element) !== null && groups.has(group(element))),
    );
    const opening = (element: Element) => element.outerHTML.slice(0, 200);
    return [
      ...missed.map((element) => `not reached: ${opening(element)}`),
      ...[...unmarked].map((element) => `shows no focus: ${opening(element)}`),
    ];
  });
}
