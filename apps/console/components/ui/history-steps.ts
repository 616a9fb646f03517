/** Hears of a step through the history, and tells whether it keeps it from those who come after, Next's router too. */
type Hearer = (event: PopStateEvent) => "kept" | "passed";

const hearers = new Set<Hearer>();

/**
 * Makes a part of the page hear of steps through the history (Back, Forward) before Next's router does, which would put
 * the page of the new entry in the place of this one.
 * @returns ends it
 */
export function hearSteps(hearer: Hearer): () => void {
  hearers.add(hearer);
  return () => void hearers.delete(hearer);
}

/**
 * To be called once, before the page is taken over by scripts: the window calls its listeners in the order in which they
 * came, those that capture too, since nothing is above it. Later than Next's router would be too late.
 */
export function listenForSteps(): void {
  window.addEventListener(
    "popstate",
    (event) => {
      if ([...hearers].some((hear) => hear(event) === "kept")) event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
