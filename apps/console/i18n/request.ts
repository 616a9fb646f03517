import { getRequestConfig } from "next-intl/server";
import messages from "../messages/en.json" with { type: "json" };
import { formats } from "./formats";

/** UTC on the server and in the browser alike, so that the first paint and hydration print the same time. */
export default getRequestConfig(async () => ({ locale: "en", timeZone: "UTC", formats, messages }));
