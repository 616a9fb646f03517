"use server";

import { ClientCode, type ClientDeletionRefusal, ClientName, ImsOrgId } from "@silhouette/core/client";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { authorizedAction } from "@/server/authorized-action";
import { changeClient, createClient, deleteClient, setClientEnabled } from "./commands";

const permission = "client:manage";

/** An empty field maps no organisation. */
const OrgField = z
  .literal("")
  .transform(() => null)
  .or(ImsOrgId);

/** `clientCode` names the client that the form was made in; `newCode` is the code of the one to be. */
export const createClientAction = authorizedAction({
  name: "clients.create",
  permission,
  isRecent: true,
  givesBack: true,
  input: z.object({ newCode: ClientCode, name: ClientName, imsOrgId: OrgField }),
  async run({ actor, input: { newCode: code, name, imsOrgId }, origin }, dependencies) {
    const made = await createClient(dependencies, actor, { code, name, imsOrgId }, origin);
    refresh();
    return made.ok ? succeed({ code: made.value.code, name: made.value.name }) : made;
  },
});

/** Changes the client that the form was made in. */
export const changeClientAction = authorizedAction({
  name: "clients.change",
  permission,
  givesBack: true,
  input: z.object({ name: ClientName, imsOrgId: OrgField }),
  async run({ actor, client, input, origin }, dependencies) {
    const changed = await changeClient(dependencies, actor, client.id, input, origin);
    refresh();
    return changed.ok ? succeed({ name: changed.value.name, imsOrgId: changed.value.imsOrgId }) : changed;
  },
});

/** `isEnabled` says what the client shall be, so that two clicks do not undo each other. */
export const setClientEnabledAction = authorizedAction({
  name: "clients.setEnabled",
  permission,
  isRecent: true,
  asksFirst: true,
  input: z.object({ isEnabled: z.enum(["true", "false"]).transform((value) => value === "true") }),
  async run({ actor, client, input, origin }, dependencies) {
    const set = await setClientEnabled(dependencies, actor, client.id, input.isEnabled, origin);
    refresh();
    return set.ok ? succeed({ state: set.value.state }) : set;
  },
});

/** The code is typed by hand: a page of another client, left open in another tab, must not be enough. */
export const deleteClientAction = authorizedAction({
  name: "clients.delete",
  permission,
  isRecent: true,
  asksFirst: true,
  input: z.object({ typedCode: z.string().trim() }),
  async run(
    { actor, client, input, origin },
    dependencies,
  ): Promise<Result<null, ClientDeletionRefusal | "wrong-code">> {
    if (input.typedCode.toLowerCase() !== client.code) return refuse("wrong-code");
    const asked = await deleteClient(dependencies, actor, client.id, origin);
    // Before the redirect too: the pages may have been shown in this client, and are shown in another one now.
    refresh();
    if (asked.ok) redirect("/administration/clients?notice=deletion-requested");
    return asked;
  },
});
