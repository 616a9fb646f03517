import type { ClientSettings } from "@silhouette/core/settings";

/** What decides who makes tokens, how long they live, where they are asked for and who hears of their end. */
const GUARDS = [
  "requireAuthentication",
  "adminSettingsEditors",
  "tokenLifetimeDays",
  "tokenGraceSeconds",
  "profileApiAuthScope",
  "noticeWebhookUrl",
] as const satisfies readonly (keyof ClientSettings)[];

type Change = { readonly [Name in keyof ClientSettings]?: ClientSettings[Name] | undefined };

/** Whether a change is one of those that ask for a recent sign-in. A form may send back what it leaves alone. */
export const changesGuard = (settings: ClientSettings, change: Change): boolean =>
  GUARDS.some((name) => change[name] !== undefined && change[name] !== settings[name]);
