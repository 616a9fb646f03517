import { startTestServer } from "../src/testing.ts";

/** One server for the whole run; each test file copies a database for itself. */
export default startTestServer;
