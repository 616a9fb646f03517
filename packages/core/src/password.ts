import { z } from "zod";
import { type Result, refuse, succeed } from "./result.ts";

/** Shortest password, in characters, while it is the only factor. Source: NIST SP 800-63B-4, section 3.1.1.2. */
export const PASSWORD_CHARACTERS_MIN = 15;

/** Shortest password, in characters, beside a second factor. Source: as above. */
export const PASSWORD_CHARACTERS_MIN_BESIDE_SECOND_FACTOR = 8;

/** Longest password, in characters. NIST asks for at least 64; the bound keeps hashing cheap to refuse. */
export const PASSWORD_CHARACTERS_MAX = 256;

/** A password that passed `checkPassword`, in the form that is hashed. */
export const AcceptedPassword = z.string().brand<"AcceptedPassword">();
export type AcceptedPassword = z.infer<typeof AcceptedPassword>;

/** Why a password was refused. `common`: made of well-known words, or of the person's own name or address. */
export type PasswordRefusal = "too-short" | "too-long" | "repetitive" | "common";

/** Whose password it is: these words are the first that a guesser tries. */
export type PasswordOwner = { readonly email: string; readonly name: string };

/** Whether the password is all that a sign-in asks for, or a confirmed second factor stands beside it. */
export type PasswordFactors = "password-alone" | "with-second-factor";

/** Shortest password that somebody may choose, in characters. */
export const passwordCharactersMin = (factors: PasswordFactors): number =>
  factors === "password-alone" ? PASSWORD_CHARACTERS_MIN : PASSWORD_CHARACTERS_MIN_BESIDE_SECOND_FACTOR;

/**
 * Decides whether somebody may choose this password. There are no rules of composition, as NIST forbids them: any
 * characters will do, as long as they are enough and not the obvious ones.
 */
export function checkPassword(
  password: string,
  owner: PasswordOwner,
  factors: PasswordFactors = "password-alone",
): Result<AcceptedPassword, PasswordRefusal> {
  const text = normalizePassword(password);
  const characters = [...text];
  if (characters.length < passwordCharactersMin(factors)) return refuse("too-short");
  if (characters.length > PASSWORD_CHARACTERS_MAX) return refuse("too-long");
  if (isRepetitive(characters)) return refuse("repetitive");
  if (isCommon(text, owner)) return refuse("common");
  return succeed(AcceptedPassword.parse(text));
}

/** Different keyboards write the same character in different bytes: NFKC makes them one before hashing (UAX 15). */
export const normalizePassword = (password: string): string => password.normalize("NFKC");

/** Longest unit whose repetition counts as one short password: a password of 8 characters said twice is not 16. */
const REPEATED_UNIT_MAX = 8;

function isRepetitive(characters: readonly string[]): boolean {
  // A unit longer than half of the text says nothing twice.
  const longest = Math.min(REPEATED_UNIT_MAX, Math.ceil(characters.length / 2));
  for (let unit = 1; unit <= longest; unit++) {
    if (characters.every((character, index) => character === characters[index % unit])) return true;
  }
  return false;
}

/** Fewer characters than this beside well-known words do not make a password of its own. A guess. */
const OWN_CHARACTERS_MIN = 4;

/**
 * Whether nothing but well-known words is in the text. The whole password is judged, as NIST asks: a long one that
 * merely contains such a word is good.
 */
function isCommon(text: string, owner: PasswordOwner): boolean {
  const words = [...COMMON_WORDS, ...wordsOf(owner)].sort((one, other) => other.length - one.length);
  const rest = words.reduce((remaining, word) => remaining.replaceAll(word, ""), text.toLowerCase());
  return [...rest].length < OWN_CHARACTERS_MIN;
}

/** Words of one or two letters would eat the text, so they do not count. */
function wordsOf({ email, name }: PasswordOwner): readonly string[] {
  const [local = "", domain = ""] = email.toLowerCase().split("@");
  const parts = `${local} ${domain} ${name.toLowerCase()}`.split(/[^\p{L}\p{N}]+/u);
  return [email.toLowerCase(), local, domain, ...parts].filter((word) => word.length >= 3);
}

/**
 * What lists of leaked passwords begin with, rows of the keyboard, and the names of this service. Parts of words
 * suffice: the whole password is refused when little else is in it.
 */
const COMMON_WORDS: readonly string[] = [
  ..."password passw0rd p@ssword p@ssw0rd passwort passphrase letmein welcome iloveyou changeme trustno1".split(" "),
  ..."administrator admin sysadmin superuser root guest user login default secret master access system".split(" "),
  ..."monkey dragon sunshine princess football baseball superman batman shadow whatever hello test".split(" "),
  ..."1234567890 0123456789 123456789 12345678 1234567 123456 12345 1234 9876543210 987654321 0987654321".split(" "),
  ..."abcdefghijklmnopqrstuvwxyz abcdefghijklmnop abcdefgh abcdef abc123 abcd 1q2w3e4r5t6y 1q2w3e4r 1qaz2wsx".split(
    " ",
  ),
  ..."qwertyuiopasdfghjklzxcvbnm qwertyuiop asdfghjkl zxcvbnm qwerty azerty qwertz asdfgh zxcvbn asdf".split(" "),
  ..."liverpool chelsea arsenal barcelona juventus everton rangers celtic steelers cowboys yankees lakers".split(" "),
  ..."charlie michael jordan michelle jennifer jessica ashley daniel andrew matthew anthony thomas robert".split(" "),
  ..."nicole samantha victoria elizabeth alexander benjamin christian samsung android computer internet".split(" "),
  ..."mustang corvette ferrari porsche mercedes yamaha starwars pokemon naruto minecraft playstation nintendo".split(
    " ",
  ),
  ..."chocolate butterfly flower cookie pepper ginger buster maggie tigger junior hunter killer ranger".split(" "),
  ..."summer winter spring autumn january february march april june july august september october november".split(" "),
  ..."december monday tuesday wednesday thursday friday saturday sunday blink182 freedom money secure".split(" "),
  ..."lovely loveme forever babygirl angel jesus blessed friends family sweet honey cheese banana orange".split(" "),
  ..."silhouette adobe target profile console".split(" "),
];
