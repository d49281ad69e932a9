import { describe, expect, test } from "vitest";
import { fuzzyRank, searchItems } from "./paletteSearch";

describe("the palette finds", () => {
  const texts = ["ship order", "order", "stock-order", "border", "own road trip"];
  const found = (query: string, recent: readonly string[] = []) =>
    searchItems(
      texts,
      query,
      9,
      (text) => [text],
      (text) => (recent.includes(text) ? recent.indexOf(text) : Infinity),
    ).map(({ item }) => item);

  test("the exact text first, then beginnings of words, then anything with the letters", () => {
    expect(found("order")).toEqual(["order", "ship order", "stock-order", "border"]);
  });

  test("letters with gaps", () => {
    expect(found("shor")).toEqual(["ship order"]);
    expect(fuzzyRank("payment", "zz")).toBeNull();
  });

  test("of equals what was chosen last", () => {
    expect(found("order", ["stock-order"]).slice(1, 3)).toEqual(["stock-order", "ship order"]);
  });
});
