/** `make bench`: one worker and one browser, because what is measured shares the machine with what measures. */
import { defineConfig } from "@playwright/test";
import { chromium } from "../support/chromium";

export default defineConfig({
  testDir: ".",
  testMatch: "*.bench.ts",
  outputDir: "../test-results/bench",
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 400_000,
  expect: { timeout: 90_000 },
  globalTimeout: 1_500_000,
  forbidOnly: true,
  reporter: [["./table.ts"]],
  use: {
    ...chromium,
    locale: "id-ID",
    // Only its own tests let it in: everywhere else a page is the server's, as on a first visit.
    serviceWorkers: "block",
    timezoneId: "Asia/Jakarta",
    viewport: { width: 1440, height: 900 },
    // A trace would be written while the page is being timed.
    trace: "off",
  },
});
