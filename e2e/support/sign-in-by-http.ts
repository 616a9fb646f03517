/** Signs in as a browser without scripts does, and returns the cookies that the browser would keep. */
export async function signInByHttp(consoleUrl: string, email: string, password: string): Promise<string> {
  const prepared = await fetch(`${consoleUrl}/api/auth/signin`, { redirect: "manual" });
  const cookies = new Map(cookiesOf(prepared));
  const csrfToken = toCsrfToken(cookies.get("silhouette-csrf"));
  const reply = await fetch(`${consoleUrl}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: toHeader(cookies) },
    body: new URLSearchParams({ csrfToken, email, password, callbackUrl: "/" }),
  });
  for (const [name, value] of cookiesOf(reply)) cookies.set(name, value);
  if (!cookies.has("silhouette-session"))
    throw new Error(`${email} could not sign in: ${reply.headers.get("location")}`);
  return toHeader(cookies);
}

/** What a form sends along with the cookie of this value, which has a hash of it behind a bar. */
export const toCsrfToken = (cookie = ""): string => decodeURIComponent(cookie).split("|")[0] ?? "";

function cookiesOf(reply: Response): readonly (readonly [string, string])[] {
  return reply.headers.getSetCookie().map((cookie) => {
    const [pair = ""] = cookie.split(";", 1);
    const at = pair.indexOf("=");
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
}

const toHeader = (cookies: ReadonlyMap<string, string>): string =>
  [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
