"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button, buttonStyle } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Refused } from "@/components/ui/refused";
import { inviteMemberAction } from "./actions";
import { LinkOutcome } from "./link-outcome";
import type { RoleGroup } from "./role-groups";
import { RolePicker } from "./role-picker";
import { useMemberRefusals } from "./use-member-refusals";

type Props = { readonly clientCode: string; readonly groups: readonly RoleGroup[] };

const list = "/administration/users";

/** Asks who is to be invited with which roles, and says what became of the invitation. */
export function InviteForm({ clientCode, groups }: Props) {
  const t = useTranslations("users");
  const router = useRouter();
  const refusals = useMemberRefusals();
  const [state, submit, isPending] = useActionState(inviteMemberAction, { kind: "idle" });
  const [isWithoutRole, setIsWithoutRole] = useState(
    state.kind === "refused" && state.fields?.includes("roles") === true,
  );

  /** One box of many must be ticked, which no attribute of a field says. */
  function hasRole(form: FormData): boolean {
    const isTicked = [...form.keys()].some((name) => name.startsWith("role."));
    setIsWithoutRole(!isTicked);
    return isTicked;
  }

  if (state.kind === "done") {
    const { email, invitation } = state.value;
    return (
      <div className="flex flex-col items-start gap-4">
        {invitation === null ? (
          <Callout tone="success" role="status">
            {t("invitedWithoutLink", { email })}
          </Callout>
        ) : (
          <LinkOutcome kind="invitation" delivery={invitation} nextHref={list} onSaved={() => router.push(list)} />
        )}
        {invitation?.kind === "shown" ? null : (
          // A plain link: the page begins anew, with an empty form.
          <a href={`${list}/new`} className={buttonStyle()}>
            {t("another")}
          </a>
        )}
      </div>
    );
  }
  return (
    <ActionForm
      state={state}
      submit={submit}
      check={hasRole}
      clientCode={clientCode}
      className="flex max-w-2xl flex-col gap-5"
    >
      <Field
        name="email"
        label={t("email")}
        hint={t("emailHint")}
        type="email"
        autoComplete="off"
        maxLength={254}
        required
      />
      <Field name="name" label={t("name")} hint={t("nameHint")} autoComplete="off" maxLength={100} required />
      <RolePicker groups={groups} />
      {isWithoutRole ? (
        <Callout tone="danger" role="alert">
          {t("noRoleTicked")}
        </Callout>
      ) : null}
      {state.kind === "refused" ? <Refused className="mt-0" state={state} own={refusals} /> : null}
      <Button type="submit" tone="primary" className="self-start max-sm:w-full" isPending={isPending}>
        {t("inviteSubmit")}
      </Button>
    </ActionForm>
  );
}
