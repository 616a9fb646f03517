/** One part of an event's detail as text; null where it was not there. */
export type ChangedRow = { readonly name: string; readonly before: string | null; readonly after: string | null };
export type FactRow = { readonly name: string; readonly value: string };

/**
 * An event's detail as it is read: what was changed, with both sides of it, and what else is known. A part that is the
 * same on both sides was not changed.
 */
export function toDetailRows(detail: Readonly<Record<string, unknown>>): {
  readonly changes: readonly ChangedRow[];
  readonly facts: readonly FactRow[];
} {
  const { before, after, ...others } = detail;
  const [old, made] = [toParts(before), toParts(after)];
  const names = [...new Set([...old.keys(), ...made.keys()])];
  const changes = names
    .map((name) => ({ name, before: old.get(name) ?? null, after: made.get(name) ?? null }))
    .filter((row) => row.before !== row.after);
  return { changes, facts: Object.entries(others).map(([name, value]) => ({ name, value: toText(value) })) };
}

/** What is no object has no parts to name: it is one of its own. */
function toParts(side: unknown): ReadonlyMap<string, string> {
  if (side === undefined || side === null) return new Map();
  if (typeof side !== "object" || Array.isArray(side)) return new Map([["", toText(side)]]);
  return new Map(Object.entries(side).map(([name, value]) => [name, toText(value)]));
}

const toText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
