/** When one setting last changed, and the name of who did it. */
export type SettingStamp = { readonly at: Date; readonly by: string };

/** By the setting's name, those of the original among them. What nobody has changed since these are noted is absent. */
export type SettingStamps = Readonly<Record<string, SettingStamp>>;

/** What is known of the last change of some settings. */
export type LastChange =
  | { readonly kind: "never" }
  /** `name` is the one of the settings that changed last. */
  | { readonly kind: "noted"; readonly name: string; readonly at: Date; readonly by: string }
  /** Some setting of the client was changed last by a node that notes no single settings: it may be one of these. */
  | { readonly kind: "unnamed"; readonly at: Date; readonly by: string };

/**
 * The newest change of the named settings; of two at once the one that is named first. Null when they have not changed
 * since changes are noted, and nobody knows what was before.
 */
export function lastChangeOf<Name extends string>(
  names: readonly Name[],
  {
    updatedAt,
    updatedBy,
    lastChanges,
  }: { readonly updatedAt: Date; readonly updatedBy: string | null; readonly lastChanges: SettingStamps },
): (LastChange & { readonly name?: Name }) | null {
  if (updatedBy === null) return { kind: "never" };
  // Every write that notes its settings leaves one stamp at least of its own moment.
  const isNoted = Object.values(lastChanges).some(({ at }) => at.getTime() === updatedAt.getTime());
  if (!isNoted) return { kind: "unnamed", at: updatedAt, by: updatedBy };
  let newest: { name: Name; at: Date; by: string } | null = null;
  for (const name of names) {
    const stamp = lastChanges[name];
    if (stamp !== undefined && (newest === null || stamp.at > newest.at)) newest = { name, ...stamp };
  }
  return newest && { kind: "noted", ...newest };
}
