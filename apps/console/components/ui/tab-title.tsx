"use client";

import { useTranslations } from "next-intl";
import { useLayoutEffect } from "react";

/**
 * Names the tab while what stands in for a page is shown: the metadata of the page itself are there already by then,
 * and a client component has none.
 */
export function TabTitle({ title }: { readonly title: string }) {
  const t = useTranslations("common");
  const shown = `${title} · ${t("productName")}`;
  // Taken back in the same step in which another page takes its place: later, it would take that page's title away.
  useLayoutEffect(() => {
    const former = document.title;
    const name = () => {
      if (document.title !== shown) document.title = shown;
    };
    name();
    // The title of the metadata may come after this.
    const observer = new MutationObserver(name);
    observer.observe(document.head, { subtree: true, childList: true, characterData: true });
    return () => {
      observer.disconnect();
      if (document.title === shown) document.title = former;
    };
  }, [shown]);
  return null;
}
