"use client";

import type { ListedMember } from "@silhouette/core/member";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Callout } from "@/components/ui/callout";
import { CardRow } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import {
  changeMemberEmailAction,
  deleteMemberAccountAction,
  endMemberSessionsAction,
  makePasswordLinkAction,
  resetSecondFactorAction,
  setMemberEnabledAction,
  unlinkMemberIdentitiesAction,
} from "./actions";
import { ConfirmedAct } from "./confirmed-act";
import { LinkOutcome } from "./link-outcome";

type Props = {
  readonly clientCode: string;
  readonly member: Pick<ListedMember, "id" | "email" | "state" | "hasSecondFactor" | "hasIdentity">;
};

/**
 * What can be done to the account of somebody else. Every act stays in its place whatever the state, because a link
 * that has just been made is shown beneath the act that made it.
 */
export function AccountActs({ clientCode, member: { id, email, state, hasSecondFactor, hasIdentity } }: Props) {
  const t = useTranslations("users.act");
  // Kept when the question is closed, or its answer refused.
  const [newEmail, setNewEmail] = useState("");
  const isDisabled = state === "disabled";
  const link = state === "invited" ? "invitationLink" : "passwordLink";
  const enabling = isDisabled ? "enable" : "disable";
  const page = { clientCode, memberId: id };
  const here = `/administration/users/${id}`;
  return (
    <>
      <CardRow>
        <ConfirmedAct
          {...page}
          action={makePasswordLinkAction}
          blockedBy={isDisabled ? t("linkDisabled") : null}
          words={{
            label: t(link),
            text: t(`${link}Text`),
            title: t(`${link}Title`),
            warning: t(`${link}Warning`, { email }),
            confirm: t("linkConfirm"),
          }}
          done={(delivery, forget) => (
            <LinkOutcome
              kind={state === "invited" ? "invitation" : "password"}
              delivery={delivery}
              nextHref={here}
              onSaved={forget}
            />
          )}
        />
      </CardRow>
      <CardRow>
        <ConfirmedAct
          {...page}
          action={resetSecondFactorAction}
          blockedBy={hasSecondFactor ? null : t("resetSecondFactorOff")}
          words={{
            label: t("resetSecondFactor"),
            text: t("resetSecondFactorText"),
            title: t("resetSecondFactorTitle"),
            warning: t("resetSecondFactorWarning", { email }),
            confirm: t("resetSecondFactorConfirm"),
          }}
          done={(delivery, forget) =>
            delivery === null ? (
              <Callout tone="warning" role="alert">
                {t("resetSecondFactorNoLink")}
              </Callout>
            ) : (
              <LinkOutcome kind="password" delivery={delivery} nextHref={here} onSaved={forget} />
            )
          }
        />
      </CardRow>
      <CardRow>
        <ConfirmedAct
          {...page}
          action={endMemberSessionsAction}
          words={{
            label: t("endSessions"),
            text: t("endSessionsText"),
            title: t("endSessionsTitle"),
            warning: t("endSessionsWarning", { email }),
            confirm: t("endSessionsConfirm"),
          }}
          done={({ ended }) => t("endedSessions", { count: ended })}
        />
      </CardRow>
      <CardRow>
        <ConfirmedAct
          {...page}
          action={changeMemberEmailAction}
          words={{
            label: t("changeEmail"),
            text: t("changeEmailText"),
            title: t("changeEmailTitle"),
            warning: t("changeEmailWarning", { email }),
            confirm: t("changeEmailConfirm"),
          }}
          done={({ email: changed }) => t("emailChanged", { email: changed })}
          choices={
            <div className="mb-2">
              <Field
                id="new-email"
                name="email"
                type="email"
                label={t("newEmail")}
                value={newEmail}
                onChange={(event) => setNewEmail(event.target.value)}
                autoComplete="off"
                spellCheck={false}
                maxLength={254}
                required
              />
            </div>
          }
        />
      </CardRow>
      <CardRow>
        <ConfirmedAct
          {...page}
          action={unlinkMemberIdentitiesAction}
          blockedBy={hasIdentity ? null : t("unlinkNone")}
          words={{
            label: t("unlink"),
            text: t("unlinkText"),
            title: t("unlinkTitle"),
            warning: t("unlinkWarning", { email }),
            confirm: t("unlinkConfirm"),
          }}
          done={() => t("unlinked")}
        />
      </CardRow>
      <CardRow>
        <ConfirmedAct
          {...page}
          action={setMemberEnabledAction}
          tone={isDisabled ? "secondary" : "danger"}
          words={{
            label: t(enabling),
            text: t(`${enabling}Text`),
            title: t(`${enabling}Title`),
            warning: t(`${enabling}Warning`, { email }),
            confirm: t(`${enabling}Confirm`),
          }}
          done={({ state: set }) => t(set === "disabled" ? "disabled" : "enabled")}
        >
          <input type="hidden" name="isEnabled" value={String(isDisabled)} />
        </ConfirmedAct>
      </CardRow>
      <CardRow>
        <ConfirmedAct
          {...page}
          action={deleteMemberAccountAction}
          tone="danger"
          words={{
            label: t("delete"),
            text: t("deleteText"),
            title: t("deleteTitle"),
            warning: t("deleteWarning", { email }),
            confirm: t("deleteConfirm"),
          }}
          done={() => null}
        />
      </CardRow>
    </>
  );
}
