import { EmailAddress } from "@silhouette/core/email";
import {
  type AcceptedPassword,
  checkPassword,
  PASSWORD_CHARACTERS_MAX,
  type PasswordRefusal,
} from "@silhouette/core/password";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";

/** What the form asks for, once it is acceptable. */
export type SetupInput = {
  readonly code: string;
  readonly admin: { readonly email: string; readonly name: string; readonly password: AcceptedPassword };
};

/** Faults that the person can mend in the form, by the field they stand beside. */
export type SetupFaults = {
  readonly code?: "invalid-code";
  readonly name?: "name";
  readonly email?: "email" | "exists";
  readonly password?: PasswordRefusal;
  readonly passwordAgain?: "mismatch";
};

/** Whatever was typed; each part is judged on its own, so that all faults show at once. */
const Fields = z.object({
  code: z.string().max(200).catch(""),
  name: z.string().max(1000).catch(""),
  email: z.string().max(1000).catch(""),
  // In UTF-16 units, at most two of which make a character.
  password: z
    .string()
    .max(PASSWORD_CHARACTERS_MAX * 4)
    .catch(""),
  passwordAgain: z.string().catch(""),
});

const Name = z
  .string()
  .trim()
  .regex(/^\P{Cc}{1,100}$/u);

export function parseSetupInput(form: Readonly<Record<string, unknown>>): Result<SetupInput, SetupFaults> {
  const fields = Fields.parse(form);
  const code = fields.code.trim();
  const name = Name.safeParse(fields.name);
  const email = EmailAddress.safeParse(fields.email);
  const password = checkPassword(fields.password, { email: email.data ?? "", name: name.data ?? "" });
  const isSame = fields.password === fields.passwordAgain;
  if (code !== "" && name.success && email.success && password.ok && isSame) {
    return succeed({ code, admin: { name: name.data, email: email.data, password: password.value } });
  }
  return refuse({
    ...(code === "" ? { code: "invalid-code" as const } : {}),
    ...(name.success ? {} : { name: "name" as const }),
    ...(email.success ? {} : { email: "email" as const }),
    ...(password.ok ? {} : { password: password.refusal }),
    ...(isSame ? {} : { passwordAgain: "mismatch" as const }),
  });
}
