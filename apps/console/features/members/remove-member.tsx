"use client";

import { useTranslations } from "next-intl";
import { removeMemberAction } from "./actions";
import { ConfirmedAct } from "./confirmed-act";

type Props = {
  readonly client: { readonly code: string; readonly name: string };
  readonly member: { readonly id: string; readonly name: string; readonly email: string };
  readonly isOneself: boolean;
};

/** Takes the roles of a member in this client. The list says that it is done, for there may be nobody left to show. */
export function RemoveMember({ client, member: { id, name, email }, isOneself }: Props) {
  const t = useTranslations("users.remove");
  return (
    <ConfirmedAct
      action={removeMemberAction}
      clientCode={client.code}
      memberId={id}
      tone="danger"
      words={{
        label: t("label"),
        text: t(isOneself ? "ownText" : "text"),
        title: t("confirmTitle", { name, client: client.name }),
        warning: t("warning", { email, client: client.name }),
        confirm: t("confirm"),
      }}
      done={() => null}
    />
  );
}
