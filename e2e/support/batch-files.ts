import type { FileChooser, Page } from "@playwright/test";

/** The name of the field that takes a file. */
export const CHOOSE_FILE = "Choose a file, or drop one here";

const toFile = (content: string) => ({
  name: "visitors.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(content),
});

/** Gives the page of batches a file of this content. */
export const chooseFile = (page: Page, content: string): Promise<void> =>
  page.getByLabel(CHOOSE_FILE).setInputFiles(toFile(content));

/** Gives a dialog of the browser, which somebody has opened, a file of this content. */
export const chooseFileIn = (chooser: FileChooser, content: string): Promise<void> => chooser.setFiles(toFile(content));
