/** Moves the focus to the top of the page, when what had it is about to go away: it would be lost to no place at all. */
export function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>("main h1");
  heading?.focus();
}
