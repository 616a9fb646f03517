/** Cuts off blanks, tabs and the carriage return of a CRLF line end; other white space belongs to the value (U-15). */
export function trimCell(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlankCode(text.charCodeAt(from))) from += 1;
  while (to > from && isBlankCode(text.charCodeAt(to - 1))) to -= 1;
  return from === 0 && to === text.length ? text : text.slice(from, to);
}

const isBlankCode = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0d;
