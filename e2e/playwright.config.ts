import { defineConfig, devices } from "@playwright/test";
import { findChromium } from "../scripts/find-chromium.mjs";
import { findFreePort } from "./support/installation.ts";

// Chosen once: workers load this file again and find the choice in their environment.
process.env.E2E_CONSOLE_PORT ??= String(await findFreePort());
process.env.E2E_EDGE_PORT ??= String(await findFreePort());
const chromium = await findChromium();

export default defineConfig({
  testDir: "journeys",
  outputDir: "../test-results",
  globalSetup: "./support/journey-set-up.ts",
  // For what never ends: beside other work a page takes many times as long, and no test asks how long.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  // Journeys share one installation and two processors.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: `http://127.0.0.1:${process.env.E2E_CONSOLE_PORT}`,
    // A trace takes a sixth of the time; where nobody can open it, a picture has to do.
    trace: process.env.CI ? "off" : "retain-on-failure",
    screenshot: "only-on-failure",
    video: "off",
    launchOptions: {
      ...(chromium === null ? {} : { executablePath: chromium }),
      // Containers have little shared memory.
      args: ["--disable-dev-shm-usage"],
    },
  },
});
