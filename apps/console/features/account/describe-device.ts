import Bowser from "bowser";

/** What tells a member one of their devices from another. */
export type Device = { readonly browser: string; readonly system: string };

/** A browser's name for itself in two words; null where it says nothing that is known. */
export function describeDevice(userAgent: string): Device | null {
  if (userAgent.trim() === "") return null;
  const { browser, os } = Bowser.parse(userAgent);
  if (browser.name === undefined || browser.name === "" || os.name === undefined) return null;
  const [major = ""] = (browser.version ?? "").split(".", 1);
  return { browser: major === "" ? browser.name : `${browser.name} ${major}`, system: os.name };
}
