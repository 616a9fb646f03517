"use client";

import { isWorkspaceRole, WORKSPACE_ROLES } from "@silhouette/core/member-rules";
import { ROLES } from "@silhouette/core/permission";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Refused } from "@/components/ui/refused";
import type { GrantableRoles } from "@/server/grantable-roles";
import { createCredentialAction } from "./actions";
import { RevealCredential } from "./reveal-credential";

const LIST = "/administration/credentials";

/** Days of the lives that are offered; any other up to a year can be had by the admin API. */
const LIVES = ["30", "90", "180", "365"] as const;

type Props = {
  readonly clientCode: string;
  readonly grantable: GrantableRoles;
  readonly tokenAddress: string;
};

/** Name, role, reach and life of a new credential; then its secret, once. */
export function CreateForm({ clientCode, grantable, tokenAddress }: Props) {
  const t = useTranslations();
  const router = useRouter();
  const [state, submit, isPending] = useActionState(createCredentialAction, { kind: "idle" });
  const [role, setRole] = useState<string>((state.kind === "refused" && state.typed?.role) || WORKSPACE_ROLES[0]);
  const { workspaces, wide } = grantable;
  const offered = ROLES.filter((known) =>
    isWorkspaceRole(known) ? workspaces.some(({ roles }) => roles.includes(known)) : wide.includes(known),
  );
  return (
    <>
      <ActionForm state={state} submit={submit} clientCode={clientCode} className="flex max-w-md flex-col gap-4">
        <Field
          name="name"
          label={t("credentials.name")}
          hint={t("credentials.nameHint")}
          pattern="[^@]*"
          maxLength={100}
          autoComplete="off"
          required
        />
        <Select
          name="role"
          label={t("credentials.role")}
          hint={t("credentials.roleHint")}
          value={role}
          onChange={(event) => setRole(event.target.value)}
          options={offered.map((known) => ({ value: known, label: t(`common.role.${known}`) }))}
        />
        {/* Greyed and not left out: without scripts it has to be there for the roles that need it. */}
        <Select
          name="workspaceId"
          label={t("credentials.workspace")}
          hint={t("credentials.workspaceHint")}
          disabled={!WORKSPACE_ROLES.some((known) => known === role)}
          options={workspaces.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Select
          name="expiresInDays"
          label={t("credentials.life")}
          hint={t("credentials.lifeHint")}
          defaultValue="365"
          options={[
            ...LIVES.map((days) => ({ value: days, label: t("credentials.days", { days: Number(days) }) })),
            { value: "", label: t("credentials.noEnd") },
          ]}
        />
        <Button type="submit" tone="primary" className="self-start max-sm:w-full" isPending={isPending}>
          {t(isPending ? "credentials.creating" : "credentials.create")}
        </Button>
      </ActionForm>
      {state.kind === "done" ? (
        <RevealCredential
          credential={state.value}
          tokenAddress={tokenAddress}
          nextHref={LIST}
          onSaved={() => router.push(LIST)}
        />
      ) : null}
      {state.kind === "refused" ? (
        <Refused
          state={state}
          own={{
            "beyond-reach": t("credentials.refusal.beyond-reach"),
            "unknown-workspace": t("credentials.refusal.unknown-workspace"),
            "bad-end": t("credentials.refusal.bad-end"),
          }}
        />
      ) : null}
    </>
  );
}
