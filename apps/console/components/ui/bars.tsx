import { classNames } from "./class-names";

/** One bar: how much, and what it is called when it is read out or pointed at. */
export type Bar = { readonly value: number; readonly label: string };

type Props = {
  /** Names the chart and says what it shows. */
  readonly label: string;
  readonly bars: readonly Bar[];
  /** Words under the first and the last bar. */
  readonly from: string;
  readonly to: string;
  /** The height of the tallest bar in words. */
  readonly peak: string;
  readonly tone?: "accent" | "success";
};

const WIDTH = 6;
const GAP = 2;
const HEIGHT = 96;

/**
 * Bars over time, drawn by the server: nothing has to load before they are seen, and the strict policy for styles holds.
 * The same numbers are a list for people who do not see them.
 */
export function Bars({ label, bars, from, to, peak, tone = "accent" }: Props) {
  const highest = Math.max(1, ...bars.map(({ value }) => value));
  const width = bars.length * (WIDTH + GAP) - GAP;
  return (
    <figure className="flex flex-col gap-1.5">
      <figcaption className="flex justify-between gap-3 text-muted text-xs">
        <span className="font-medium text-ink">{label}</span>
        <span>{peak}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden className="h-24 w-full">
        <line x1="0" x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="stroke-line" />
        {bars.map(({ value, label: name }, index) => (
          <rect
            key={name}
            x={index * (WIDTH + GAP)}
            y={HEIGHT - barHeight(value, highest)}
            width={WIDTH}
            height={barHeight(value, highest)}
            className={classNames(tone === "accent" ? "fill-accent" : "fill-success")}
          >
            <title>{name}</title>
          </rect>
        ))}
      </svg>
      <div aria-hidden className="flex justify-between text-muted text-xs">
        <span>{from}</span>
        <span>{to}</span>
      </div>
      <ul className="sr-only">
        {bars
          .filter(({ value }) => value > 0)
          .map(({ label: name }) => (
            <li key={name}>{name}</li>
          ))}
      </ul>
    </figure>
  );
}

/** At least a line where there was anything at all. */
const barHeight = (value: number, highest: number): number =>
  value === 0 ? 0 : Math.max(2, Math.round((value / highest) * (HEIGHT - 4)));
