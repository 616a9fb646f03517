import { liveDependencies } from "@/server/live-dependencies";

export const dynamic = "force-dynamic";

/** Ready: the settings are usable, the database answers, and it has been migrated. */
export async function GET(): Promise<Response> {
  const isUp = await liveDependencies().isReady();
  return new Response(isUp ? "ready\n" : "not ready\n", {
    status: isUp ? 200 : 503,
    headers: { "Cache-Control": "no-store" },
  });
}
