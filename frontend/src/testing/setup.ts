import { cleanup } from "@testing-library/react";
import { afterEach, expect, vi } from "vitest";

/** A test that leaves a console error or warning behind has failed. */
const errors = vi.spyOn(console, "error");
const warnings = vi.spyOn(console, "warn");

afterEach(() => {
  cleanup();
  const complaints = [...errors.mock.calls, ...warnings.mock.calls].map((call) => call.map(String).join(" "));
  errors.mockClear();
  warnings.mockClear();
  expect(complaints).toEqual([]);
});
