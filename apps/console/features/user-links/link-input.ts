import { PersonName } from "@silhouette/core/member";
import {
  type AcceptedPassword,
  checkPassword,
  PASSWORD_CHARACTERS_MAX,
  type PasswordRefusal,
} from "@silhouette/core/password";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import type { OpenLink, UserLinkKind } from "@silhouette/core/user-link";
import { z } from "zod";

/** Faults that the person can mend in the form, by the field they stand beside. */
export type LinkFaults = {
  readonly name?: "name";
  readonly password?: PasswordRefusal;
  readonly passwordAgain?: "mismatch";
};

/** Whatever was typed; each part is judged on its own, so that all faults show at once. */
const Fields = z.object({
  name: z.string().max(1000).catch(""),
  // In UTF-16 units, at most two of which make a character.
  password: z
    .string()
    .max(PASSWORD_CHARACTERS_MAX * 4)
    .catch(""),
  passwordAgain: z.string().catch(""),
});

/** What the form of an open link says. A reset asks for no name and keeps the one that is there. */
export function parseLinkInput(
  kind: UserLinkKind,
  link: OpenLink,
  form: Readonly<Record<string, unknown>>,
): Result<{ readonly name: string; readonly password: AcceptedPassword }, LinkFaults> {
  const fields = Fields.parse(form);
  const name = PersonName.safeParse(kind === "invitation" ? fields.name : link.name);
  const owner = { email: link.email, name: name.data ?? "" };
  const password = checkPassword(fields.password, owner, link.factors);
  const isSame = fields.password === fields.passwordAgain;
  if (name.success && password.ok && isSame) return succeed({ name: name.data, password: password.value });
  return refuse({
    ...(name.success ? {} : { name: "name" as const }),
    ...(password.ok ? {} : { password: password.refusal }),
    ...(isSame ? {} : { passwordAgain: "mismatch" as const }),
  });
}
