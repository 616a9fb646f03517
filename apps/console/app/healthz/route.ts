export const dynamic = "force-dynamic";

/** Alive: the process answers. Says nothing about what it depends on. */
export const GET = (): Response => new Response("ok\n", { headers: { "Cache-Control": "no-store" } });
