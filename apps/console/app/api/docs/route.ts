/** Leads to the reference, which is a page of the console: there it has the address and the client filled in. */
export const GET = (): Response =>
  new Response(null, {
    status: 307,
    headers: { Location: "/api-reference", "Cache-Control": "no-store" },
  });
