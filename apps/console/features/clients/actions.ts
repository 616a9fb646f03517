"use server";

import { ClientCode, ClientName, ImsOrgId } from "@silhouette/core/client";
import { succeed } from "@silhouette/core/result";
import { refresh } from "next/cache";
import { z } from "zod";
import { authorizedAction } from "@/server/authorized-action";
import { changeClient, createClient } from "./commands";

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
  input: z.object({ name: ClientName, imsOrgId: OrgField }),
  async run({ actor, client, input, origin }, dependencies) {
    const changed = await changeClient(dependencies, actor, client.id, input, origin);
    refresh();
    return changed.ok ? succeed({ name: changed.value.name, imsOrgId: changed.value.imsOrgId }) : changed;
  },
});
