import { readdirSync, readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { Button } from "./button";

test("a button keeps the focus while what it began is under way, and another click does nothing", () => {
  const onClick = vi.fn();
  const { props } = Button({ type: "submit", isPending: true, onClick, children: "Save" });
  const click = { preventDefault: vi.fn() };
  props.onClick(click);
  expect(props.disabled).toBeUndefined();
  expect(props["aria-disabled"]).toBe(true);
  expect(click.preventDefault).toHaveBeenCalledOnce();
  expect(onClick).not.toHaveBeenCalled();
});

test("a button whose act is over does what it is for, and needs no script to be shown", () => {
  const { props } = Button({ type: "submit", isPending: false, children: "Save" });
  expect(props["aria-disabled"]).toBeUndefined();
  expect(props.onClick).toBeUndefined();
});

test("no form takes the focus from its button by disabling it while it is sent", () => {
  const features = new URL("../../features/", import.meta.url);
  const disabling = readdirSync(features, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".tsx") && /disabled=\{[^}]*[pP]ending/.test(readFileSync(new URL(file, features), "utf8")),
  );
  expect(disabling).toEqual([]);
});
