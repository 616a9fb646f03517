"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useEffectEvent } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Refused } from "@/components/ui/refused";
import { useToast } from "@/components/ui/toaster";
import { setMemberRolesAction } from "./actions";
import type { RoleGroup } from "./role-groups";
import { RolePicker } from "./role-picker";
import { useMemberRefusals } from "./use-member-refusals";

type Props = { readonly clientCode: string; readonly memberId: string; readonly groups: readonly RoleGroup[] };

/** The roles of a member, saved together. */
export function RolesEditor({ clientCode, memberId, groups }: Props) {
  const t = useTranslations("users");
  const toast = useToast();
  const refusals = useMemberRefusals();
  const [state, submit, isPending] = useActionState(setMemberRolesAction, { kind: "idle" });

  const announce = useEffectEvent(() => toast({ subject: "roles", tone: "success", title: t("rolesSaved") }));
  useEffect(() => {
    if (state.kind === "done") announce();
  }, [state]);

  return (
    <ActionForm state={state} submit={submit} clientCode={clientCode} className="flex flex-col gap-4">
      <input type="hidden" name="memberId" value={memberId} />
      <RolePicker groups={groups} />
      {state.kind === "refused" ? <Refused className="mt-0" state={state} own={refusals} /> : null}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" tone="primary" isPending={isPending}>
          {t("saveRoles")}
        </Button>
        <p className="text-muted text-sm">{t("noRolesWarning")}</p>
      </div>
    </ActionForm>
  );
}
