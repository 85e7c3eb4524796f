import { defineConfig } from "@playwright/test";
import { chromium } from "./support/chromium";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  globalSetup: "./support/template.ts",
  fullyParallel: false,
  // Two cores: one browser each, and the servers beside them.
  workers: 2,
  retries: 0,
  // Against waiting for ever on a machine that is slow or busy; nothing is asserted by them.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    ...chromium,
    locale: "id-ID",
    // Its own tests let it in: everywhere else a page is the server's, as on a first visit.
    serviceWorkers: "block",
    timezoneId: "Asia/Jakarta",
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
  },
});
