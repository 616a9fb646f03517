import { useTranslations } from "next-intl";
import { Check } from "@/components/ui/choice";
import type { RoleBox, RoleGroup } from "./role-groups";

/** Boxes for roles by the place where they hold. Those beyond reach are greyed and say why. */
export function RolePicker({ groups }: { readonly groups: readonly RoleGroup[] }) {
  return (
    <div className="flex flex-col gap-3">
      {groups.map((group) => (
        <Group key={group.workspace?.id ?? ""} {...group} />
      ))}
    </div>
  );
}

function Group({ workspace, boxes }: RoleGroup) {
  const t = useTranslations();
  const isBeyondReach = workspace !== null && boxes.every(({ isWithinReach }) => !isWithinReach);
  return (
    <fieldset className="rounded-md border border-line px-4 pt-1 pb-3.5">
      <legend className="px-1 font-medium text-sm">
        {workspace === null ? t("users.rolesLegendWide") : t("users.rolesLegend", { workspace: workspace.name })}
      </legend>
      {workspace?.isDefault ? <p className="mb-2 text-muted text-sm">{t("users.defaultWorkspaceHint")}</p> : null}
      {isBeyondReach ? <p className="mb-2 text-muted text-sm">{t("users.beyondReach.workspace")}</p> : null}
      <div className={workspace === null ? "grid gap-2.5" : "flex flex-wrap gap-x-6 gap-y-2.5"}>
        {boxes.map((box) => (
          <Box key={box.name} {...box} />
        ))}
      </div>
    </fieldset>
  );
}

function Box({ name, role, isHeld, isWithinReach }: RoleBox) {
  const t = useTranslations();
  const isWide = role === "productAdmin" || role === "sysadmin";
  return (
    <Check
      name={name}
      label={t(`common.role.${role}`)}
      hint={isWide && !isWithinReach ? t(`users.beyondReach.${role}`) : undefined}
      defaultChecked={isHeld}
      disabled={!isWithinReach}
    />
  );
}
