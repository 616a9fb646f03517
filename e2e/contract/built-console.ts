import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const built = path.join(import.meta.dirname, "../../apps/console/.next");
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(built, file), "utf8"));

/** A server action as the build names it, and a page that it can be called on. */
export type BuiltAction = { readonly id: string; readonly name: string; readonly page: string };

/** What the production build serves, by its own account: nothing can be reached that its manifests do not list. */
export type BuiltConsole = {
  readonly pages: readonly string[];
  readonly handlers: readonly string[];
  readonly actions: readonly BuiltAction[];
};

const Routes = z.record(z.string(), z.string());
const References = z.record(
  z.string(),
  z.object({ exportedName: z.string(), workers: z.record(z.string(), z.unknown()) }),
);
const Actions = z.object({ node: References, edge: References });

export function readBuiltConsole(): BuiltConsole {
  const routes = Object.entries(Routes.parse(read("app-path-routes-manifest.json")));
  const { node, edge } = Actions.parse(read("server/server-reference-manifest.json"));
  const other = Object.keys(z.record(z.string(), z.string()).parse(read("server/pages-manifest.json")));
  return {
    // Pages of the older router would be served too; there are none but those that stand in for errors.
    pages: [...pathsOf(routes, "page"), ...other.filter((page) => !/^\/(?:404|500|_error|_app|_document)$/.test(page))],
    handlers: pathsOf(routes, "route"),
    actions: Object.entries({ ...node, ...edge }).map(([id, { exportedName, workers }]) => ({
      id,
      name: exportedName,
      page: toPage(Object.keys(workers)[0] ?? ""),
    })),
  };
}

const pathsOf = (routes: readonly (readonly [string, string])[], kind: "page" | "route"): readonly string[] =>
  routes.filter(([file]) => file === `/${kind}` || file.endsWith(`/${kind}`)).map(([, served]) => served);

/** `app/(console)/batches/[batchId]/page` is served at `/batches/1`. */
const toPage = (worker: string): string => fillPath(`/${worker}`.replace(/^\/app|\/\([^)]+\)|\/page$/g, "")) || "/";

/** A path with something in its variable parts that nothing is named by. */
export const fillPath = (pattern: string): string =>
  pattern.replace(/[[{](?:\.\.\.)?(\w+)[\]}]/g, (_, name: string) =>
    name === "id" ? "4503599627370495" : "00000000-0000-7000-8000-000000000000",
  );
