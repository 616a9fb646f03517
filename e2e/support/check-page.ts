import { expect, type Page } from "@playwright/test";
import axe from "axe-core";

/** The narrowest window that nothing may be lost in (WCAG 1.4.10). */
export const NARROW = { width: 320, height: 800 };
/** What a window of 1280 pixels shows at a zoom of 200 %. */
const ZOOMED = { width: 640, height: 400 };

/**
 * What a machine can find wrong with a page as it is shown now: broken rules of accessibility in both themes, and what
 * is cut off in its window or at a zoom of 200 %.
 */
export async function findFaults(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Colours are all that the themes differ in.
    const broken = await findBrokenRules(page, colorScheme === "light" ? undefined : ["color-contrast"]);
    faults.push(...broken.map((rule) => `${colorScheme}: ${rule}`));
  }
  const window = page.viewportSize() ?? NARROW;
  faults.push(...(await findClipped(page)).map((html) => `${window.width} px: ${html}`));
  await page.setViewportSize(ZOOMED);
  faults.push(...(await findClipped(page)).map((html) => `200 %: ${html}`));
  await page.setViewportSize(window);
  return faults;
}

/**
 * The rules of accessibility that a page breaks, each with the first part that does. Pages have no frames: the rules run
 * in the page itself, where they are put once.
 * @param rules which to ask; all of them unless said
 */
export async function findBrokenRules(page: Page, rules?: string[]): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async (runOnly) => {
    const { axe: inPage } = window as unknown as { axe: typeof axe };
    const only = runOnly === undefined ? {} : { runOnly };
    const { violations } = await inPage.run({ resultTypes: ["violations"], ...only });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }, rules);
}

export const expectSoundPage = async (page: Page): Promise<void> => expect(await findFaults(page)).toEqual([]);

/** The same in the window that is open and in a narrow one, where lists look different. */
export async function expectSoundWideAndNarrow(page: Page): Promise<void> {
  const wide = page.viewportSize();
  await expectSoundPage(page);
  await page.setViewportSize(NARROW);
  await expectSoundPage(page);
  if (wide !== null) await page.setViewportSize(wide);
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
    const wide = isWide ? ["the page is wider than its window", ...shown.filter(sticksOut).slice(-3).map(opening)] : [];
    return [...cut.map(opening), ...wide];
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
  // Held down, as a person would who looks for the end.
  for (let press = 0; press < presses; press++) await page.keyboard.down("Tab");
  await page.keyboard.up("Tab");
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
