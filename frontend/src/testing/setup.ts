import { cleanup, configure } from "@testing-library/react";
import { afterEach, expect, vi } from "vitest";

/** A busy machine takes its time; what never comes is found all the same. */
configure({ asyncUtilTimeout: 15_000 });

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
