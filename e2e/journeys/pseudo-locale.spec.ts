import { expect, test } from "@playwright/test";
import { findClipped } from "../support/check-page.ts";
import { findUntranslated } from "../support/untranslated.ts";
import { startVisits } from "../support/visits.ts";

/** Nobody can choose it: accented English, longer than any real language (`apps/console/i18n/pseudo.ts`). */
const PSEUDO_LOCALE = "en-XA";

// It goes through all pages.
test.describe.configure({ timeout: 1_200_000 });
// A trace of each of thousands of steps takes longer than the steps.
test.use({ trace: "off" });

for (const state of ["empty", "full"] as const) {
  test(`every text of a client that is ${state} comes from the catalogue, and fits when it is longer`, async ({
    browser,
  }) => {
    const { visits, names, open, close } = await startVisits(browser, {
      state,
      locale: PSEUDO_LOCALE,
      options: { viewport: { width: 320, height: 800 } },
    });
    for (const visit of visits) {
      const page = await open(visit);
      expect.soft(await findUntranslated(page, names), `${visit.name}: not from the catalogue`).toEqual([]);
      expect.soft(await findClipped(page), `${visit.name}: does not fit`).toEqual([]);
    }
    await close();
  });
}
