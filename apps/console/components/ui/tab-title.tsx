"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";

/**
 * Names the tab while what stands in for a page is shown: the metadata of the page itself are there already by then,
 * and a client component has none.
 */
export function TabTitle({ title }: { readonly title: string }) {
  const t = useTranslations("common");
  const shown = `${title} · ${t("productName")}`;
  useEffect(() => {
    const former = document.title;
    document.title = shown;
    return () => {
      // Another page may have named it meanwhile.
      if (document.title === shown) document.title = former;
    };
  }, [shown]);
  return null;
}
