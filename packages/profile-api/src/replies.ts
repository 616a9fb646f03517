import type { Reply } from "./message.ts";

/** Reads that depend on a token or change by the second must not be kept by anybody in between. */
const NO_STORE = { "Cache-Control": "no-store" };

const XML_TYPE = "text/xml;charset=UTF-8";
const JSON_TYPE = "application/json;charset=UTF-8";

/** The m2 surfaces: no XML declaration, no name space, no white space between elements (U-02, contract section 5.5). */
export const xmlReply = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { "Content-Type": XML_TYPE, ...NO_STORE, ...headers },
  body,
});

export const jsonReply = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply =>
  jsonTextReply(status, JSON.stringify(body), headers);

/** A reply whose JSON is made already. */
export const jsonTextReply = (status: number, json: string, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { "Content-Type": JSON_TYPE, ...NO_STORE, ...headers },
  body: escapeJson(json),
});

/** `{"status":…,"message":…}`: how fetch and delivery refuse. Source: contract sections 3 and 12. */
export const jsonRefusal = (status: number, message: string): Reply => jsonReply(status, { status, message });

/** How the m2 surfaces refuse. Source: U-09. */
export const xmlRefusal = (status: number, message: string): Reply =>
  xmlReply(status, `<response><success>false</success><message>${escapeXml(message)}</message></response>`);

/** How a submission is refused: with an empty address of a status. Source: contract section 5.5. */
export const batchRefusal = (status: number, message: string): Reply =>
  xmlReply(
    status,
    `<response><success>false</success><batchStatus></batchStatus><message>${escapeXml(message)}</message></response>`,
  );

/** The same JSON without a character that could begin markup, should anybody take it for a page. */
const escapeJson = (json: string): string =>
  json.replace(/[<>]/g, (character) => (character === "<" ? "\\u003c" : "\\u003e"));

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text as XML content. Characters that XML 1.0 cannot hold, escaped or not, become U+FFFD. */
export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\u{fffd}")
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
