import type { PreferenceStore } from "@silhouette/core/control-plane";
import type { Database } from "./prisma-client.ts";

export function createPreferenceStore(prisma: Database): PreferenceStore {
  return {
    async change(userId, { locale, timeZone, theme }) {
      const given = Object.entries({ locale, timeZone, theme }).filter(([, value]) => value !== undefined);
      await prisma.user.updateMany({ where: { id: userId }, data: Object.fromEntries(given) });
    },
  };
}
