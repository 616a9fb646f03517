import { useFormatter } from "next-intl";

type Props = {
  readonly at: Date;
  /** `stamp`: to the minute, with the zone. `seconds`: to the second. `day`: the date alone. */
  readonly format?: "stamp" | "seconds" | "day";
  readonly className?: string;
};

/** A moment in the reader's time zone. Pointing at it, or reading it out, gives the same in UTC. */
export function Moment({ at, format = "stamp", className }: Props) {
  const formatter = useFormatter();
  return (
    <time
      dateTime={at.toISOString()}
      title={`${at.toISOString().replace("T", " ").slice(0, 19)} UTC`}
      className={className}
    >
      {formatter.dateTime(at, format)}
    </time>
  );
}
