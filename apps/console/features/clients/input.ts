import { CLIENT_STATES, ClientCode } from "@silhouette/core/client";
import { z } from "zod";
import { SearchText } from "@/server/list-address";

/** Where a page of clients begins: after this code. */
export const ClientPlace = ClientCode;

/** What the list can be narrowed by. */
export const clientFilters = {
  text: SearchText.nullable().default(null).describe("Part of the code or of the name"),
  state: z.enum(CLIENT_STATES).nullable().default(null),
};
