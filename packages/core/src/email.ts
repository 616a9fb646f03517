import { z } from "zod";

/** Addresses are compared without regard to case or surrounding space, so they are kept in one form. */
export const normalizeEmail = (text: string): string => text.trim().toLowerCase();

/** An e-mail address as a form gives it, in its one form. At most 254 characters (RFC 5321, section 4.5.3.1.3). */
export const EmailAddress = z.string().transform(normalizeEmail).pipe(z.email().max(254));
