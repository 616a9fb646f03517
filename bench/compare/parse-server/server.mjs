// Parse Server as its manual sets it up, on Postgres: `DATABASE_URL`, `PORT` and `MASTER_KEY` in the environment.
import express from "express";
import { ParseServer } from "parse-server";

const port = Number(process.env.PORT);
const server = new ParseServer({
  databaseURI: `${process.env.DATABASE_URL}?max=20`,
  appId: "bench",
  masterKey: process.env.MASTER_KEY,
  masterKeyIps: ["127.0.0.1", "::1", "::ffff:127.0.0.1"],
  serverURL: `http://127.0.0.1:${port}/parse`,
  allowCustomObjectId: true,
  logLevel: "error",
  silent: true,
  // Written to a folder of logs otherwise.
  logsFolder: null,
});
await server.start();
const app = express();
app.use("/parse", server.app);
app.listen(port, "127.0.0.1", () => process.send?.({ type: "ready" }));
process.once("disconnect", () => process.exit(0));
