import { fillPath } from "./built-console.ts";

/** One way in each to call what a console serves; every answer is reduced to what the matrix compares. */
export function createCallers(consoleUrl: string) {
  async function callApi(
    method: string,
    path: string,
    code: string,
    bearer: string | null,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<number> {
    const authorization = bearer === null ? undefined : { authorization: `Bearer ${bearer}` };
    const body = method === "GET" || method === "DELETE" ? {} : { body: "{}" };
    const reply = await fetch(`${consoleUrl}${inClient(path, code)}`, {
      method,
      headers: { "content-type": "application/json", ...authorization, ...headers },
      ...body,
    });
    await reply.arrayBuffer();
    return reply.status;
  }

  async function callRoute(method: string, path: string, code: string, headers: Readonly<Record<string, string>>) {
    const reply = await fetch(`${consoleUrl}${inClient(path, code)}`, { method, headers });
    await reply.arrayBuffer();
    return reply.status;
  }

  async function getPage(path: string, cookie: string, headers: Readonly<Record<string, string>> = {}) {
    const reply = await fetch(`${consoleUrl}${fillPath(path)}`, {
      redirect: "manual",
      headers: { cookie, ...headers },
    });
    return { status: reply.status, location: reply.headers.get("location"), text: await reply.text() };
  }

  /**
   * Calls an action as React does, with the state of a form and a form that names the client and nothing else. The answer
   * is its refusal, `done`, or `nothing` when it did not run.
   */
  async function callAction(
    id: string,
    page: string,
    clientCode: string,
    cookie: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const form = new FormData();
    form.append("_1_clientCode", clientCode);
    form.append("0", JSON.stringify([{ kind: "idle" }, "$K1"]));
    const reply = await fetch(`${consoleUrl}${page}`, {
      method: "POST",
      redirect: "manual",
      headers: { "next-action": id, accept: "text/x-component", origin: consoleUrl, cookie, ...headers },
      body: form,
    });
    const text = await reply.text();
    const [, refusal] = /"kind":"refused","refusal":"([a-z-]+)"/.exec(text) ?? [];
    return refusal ?? (text.includes('"kind":"done"') ? "done" : "nothing");
  }

  return { callApi, callRoute, getPage, callAction };
}

/** Two processors answer no faster to more callers than these. */
const callersMax = 6;

export async function eachAtOnce<Item>(items: readonly Item[], visit: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await visit(item);
  };
  await Promise.all(Array.from({ length: callersMax }, work));
}

export const isRefused = (status: number): boolean => status === 401 || status === 403 || status >= 500;

const inClient = (path: string, code: string): string => fillPath(path.replace(/[[{](?:code|tenant)[\]}]/, code));
