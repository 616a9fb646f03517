import type { ReactNode } from "react";
import { buttonStyle } from "./button";
import { Logo } from "./logo";
import { TabTitle } from "./tab-title";

type Props = {
  readonly title: string;
  readonly text: string;
  readonly homeLabel: string;
  readonly children?: ReactNode;
};

/** A page that says one thing: what is wrong and where to go from here. */
export function MessagePage({ title, text, homeLabel, children }: Props) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-4 px-6 py-12">
      <TabTitle title={title} />
      <Logo className="size-9" />
      <h1 className="font-semibold text-ink text-xl">{title}</h1>
      <p className="text-muted">{text}</p>
      {children}
      {/* A whole page load, also when the router of the page is what broke. */}
      <a href="/" className={buttonStyle({ tone: "secondary" })}>
        {homeLabel}
      </a>
    </main>
  );
}
