"use client";

import type { ClientDeletionRefusal } from "@silhouette/core/client";
import { useTranslations } from "next-intl";
import { type ReactNode, useActionState, useState } from "react";
import { Callout } from "@/components/ui/callout";
import { CardRow } from "@/components/ui/card";
import { Confirm } from "@/components/ui/confirm";
import { Field } from "@/components/ui/field";
import { Refused } from "@/components/ui/refused";
import type { ActionState } from "@/server/authorized-action";
import { deleteClientAction, setClientEnabledAction } from "./actions";

type Props = {
  readonly client: { readonly code: string; readonly name: string };
  readonly isEnabled: boolean;
  /** No other client takes calls. */
  readonly isOnlyEnabled: boolean;
};

/** What ends a client: for a while, or for good once it is disabled. */
export function ClientActs({ client: { code, name }, isEnabled, isOnlyEnabled }: Props) {
  const t = useTranslations("clients.act");
  const [state, submit, isPending] = useActionState(setClientEnabledAction, { kind: "idle" });
  const [deletion, submitDeletion, isDeleting] = useActionState(deleteClientAction, { kind: "idle" });
  // Kept when the question is closed, or its answer refused.
  const [typedCode, setTypedCode] = useState("");
  const enabling = isEnabled ? "disable" : "enable";
  const codeField = <input type="hidden" name="clientCode" value={code} />;
  return (
    <>
      <Act
        text={t(`${enabling}Text`)}
        state={state}
        done={state.kind === "done" ? t(state.value.state === "enabled" ? "enabled" : "disabled") : null}
      >
        <Confirm
          label={t(enabling)}
          tone={isEnabled ? "danger" : "secondary"}
          title={t(`${enabling}Title`, { name })}
          warning={
            <>
              <p>{t(`${enabling}Warning`, { code })}</p>
              {isEnabled && isOnlyEnabled ? <p className="mt-1">{t("disableOnly")}</p> : null}
            </>
          }
          confirmLabel={t(`${enabling}Confirm`)}
          state={state}
          action={submit}
          isPending={isPending}
        >
          {codeField}
          <input type="hidden" name="isEnabled" value={String(!isEnabled)} />
        </Confirm>
      </Act>
      <Act text={t(isEnabled ? "deleteBlocked" : "deleteText")} state={deletion}>
        <Confirm
          label={t("delete")}
          tone="danger"
          title={t("deleteTitle", { name })}
          warning={
            <>
              <p>{t("deleteWarning", { code })}</p>
              <p className="mt-1">{t("deleteCallers")}</p>
            </>
          }
          confirmLabel={t("deleteConfirm")}
          state={deletion}
          action={submitDeletion}
          isPending={isDeleting}
          disabled={isEnabled}
          choices={
            <div className="mb-2">
              <Field
                id="typed-code"
                name="typedCode"
                label={t("typedCode", { code })}
                value={typedCode}
                onChange={(event) => setTypedCode(event.target.value)}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={63}
                className="font-mono"
                required
              />
            </div>
          }
        >
          {codeField}
        </Confirm>
      </Act>
    </>
  );
}

type ActRefusal = ClientDeletionRefusal | "deleting" | "wrong-code";

type ActProps<Refusal extends ActRefusal> = {
  /** What it is good for, or why it cannot be done now. */
  readonly text: string;
  readonly state: ActionState<unknown, Refusal>;
  /** What to say once it is done. */
  readonly done?: string | null;
  readonly children: ReactNode;
};

function Act<Refusal extends ActRefusal>({ text, state, done = null, children }: ActProps<Refusal>) {
  const t = useTranslations("clients.refusal");
  const refused: ActionState<unknown, ActRefusal> = state;
  return (
    <CardRow className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p className="max-w-prose grow basis-64 text-muted text-sm">{text}</p>
        {children}
      </div>
      {done === null ? null : (
        <Callout tone="success" role="status">
          {done}
        </Callout>
      )}
      {refused.kind === "refused" ? (
        <Refused<ActRefusal>
          className="mt-0"
          state={refused}
          own={{
            "not-found": t("not-found"),
            "not-disabled": t("not-disabled"),
            "last-client": t("last-client"),
            deleting: t("deleting"),
            "wrong-code": t("wrong-code"),
          }}
        />
      ) : null}
    </CardRow>
  );
}
