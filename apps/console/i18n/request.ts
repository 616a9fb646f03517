import { getRequestConfig } from "next-intl/server";
import { readDisplay } from "@/server/display";
import { formats } from "./formats";
import { readMessages } from "./messages";

/** Language and time zone of whoever looks at the page; the same in the browser, so that hydration prints the same. */
export default getRequestConfig(async () => {
  const { locale, timeZone } = await readDisplay();
  return { locale, timeZone, formats, messages: await readMessages(locale) };
});
