import { expect, test } from "vitest";
import { gone, newcomers, withNews } from "./rows";

const row = (id: string, n = 0) => ({ id, n, labels: { team: "a" } });
const rows = (ids: string) => [...ids].map((id) => row(id));

test("rows without news stay the same objects, so that nothing is drawn anew", () => {
  const shown = rows("abc");
  expect(withNews(shown, new Map([["b", row("b")]]))).toBe(shown);
  const changed = withNews(shown, new Map([["b", row("b", 1)]]));
  expect(changed[0]).toBe(shown[0]);
  expect(changed[1]).toEqual(row("b", 1));
});

test("what stands before a known row on the first page is new; what follows the last one is not", () => {
  expect(newcomers(rows("cd"), rows("abcdx"))).toEqual({ rows: rows("ab"), isGap: false });
  expect(newcomers(rows("acd"), rows("abc"))).toEqual({ rows: rows("b"), isGap: false });
});

test("when no shown row is on the first page there is a gap", () => {
  expect(newcomers(rows("xy"), rows("abc"))).toEqual({ rows: rows("abc"), isGap: true });
  expect(newcomers([], rows("ab")).isGap).toBe(false);
  expect(newcomers(rows("ab"), []).isGap).toBe(false);
});

test("a row is gone when a fresh read of its place lacks it; beyond the last fresh row nothing is known", () => {
  expect([...gone(rows("abcde"), 0, rows("acd"), false)].join("")).toBe("b");
  expect([...gone(rows("abcde"), 0, rows("acd"), true)].join("")).toBe("be");
  expect([...gone(rows("abcde"), 2, rows("ce"), false)].join("")).toBe("d");
  expect([...gone(rows("ab"), 0, [], true)].join("")).toBe("ab");
});
