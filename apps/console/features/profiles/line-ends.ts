/**
 * What somebody has typed, with the line ends of the value that is stored: a browser sends each of them as CRLF, so a
 * value that was only looked at would be another one after it is saved. A new line takes the kind that was there.
 */
export function withLineEndsOf(stored: string | null, sent: string): string {
  const typed = toPlain(sent);
  if (stored === null) return typed;
  if (toPlain(stored) === typed) return stored;
  return stored.includes("\r\n") ? typed.replaceAll("\n", "\r\n") : typed;
}

const toPlain = (text: string): string => text.replaceAll(/\r\n?/g, "\n");
