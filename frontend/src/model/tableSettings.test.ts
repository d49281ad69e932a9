import { expect, test } from "vitest";
import {
  moved,
  readTableSettings,
  resized,
  USUAL_SETTINGS,
  withShown,
  writeTableSettings,
} from "./tableSettings";

test("settings survive being kept", () => {
  const own = moved(resized(withShown(USUAL_SETTINGS, "ended", true), "id", 333), "error", -2);
  expect(readTableSettings(writeTableSettings({ ...own, density: "compact" }))).toEqual({
    ...own,
    density: "compact",
  });
});

test("what another version kept is taken as far as it is understood, and no column is lost", () => {
  const found = readTableSettings({
    columns: [{ column: "error", width: 99_999 }, { column: "colour" }, { column: "error", width: 1 }, "odd"],
  });
  expect(found.columns[0]).toEqual({ column: "error", width: 900, isShown: true });
  expect(found.columns).toHaveLength(USUAL_SETTINGS.columns.length);
  expect(readTableSettings(undefined)).toEqual(USUAL_SETTINGS);
});

test("a column moves no further than to the ends", () => {
  expect(moved(USUAL_SETTINGS, "state", -1)).toEqual(USUAL_SETTINGS);
  expect(moved(USUAL_SETTINGS, "state", 99).columns.at(-1)?.column).toBe("state");
});
