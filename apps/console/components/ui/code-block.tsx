import { CopyButton } from "./copy-button";

type Props = {
  readonly code: string;
  /** Names the button, such as “Copy the command”. */
  readonly copyLabel: string;
};

/** Text to be pasted elsewhere. Long lines scroll, with the keyboard too. */
export function CodeBlock({ code, copyLabel }: Props) {
  return (
    <div className="relative rounded-md border border-line bg-sunken">
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        className="overflow-x-auto px-3.5 pt-10 pb-3 font-mono text-[0.8125rem] leading-relaxed"
      >
        <code>{code}</code>
      </pre>
      <div className="absolute top-0.5 right-0.5">
        <CopyButton text={code} label={copyLabel} isCompact />
      </div>
    </div>
  );
}
