import { startInstallation } from "./installation.ts";

/** One installation for all journeys, on the ports that the configuration chose. */
export default async function startJourneyInstallation() {
  const { databaseUrl, stop } = await startInstallation({
    env: { CONSOLE_PORT: process.env.E2E_CONSOLE_PORT, EDGE_PORT: process.env.E2E_EDGE_PORT },
  });
  process.env.E2E_DATABASE_URL = databaseUrl;
  return stop;
}
