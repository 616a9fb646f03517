import type { PlaywrightTestConfig } from "@playwright/test";
import journeys from "./playwright.config.ts";

/** `npm run pictures`: takes a picture of every page, and those that the README shows. */
const pictures: PlaywrightTestConfig = { ...journeys, testDir: "pictures" };
export default pictures;
