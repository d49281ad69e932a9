import { useMemo } from "react";
import { setPreference, usePreference } from "../../data/preferences";
import { readTableSettings, writeTableSettings, type TableSettings } from "../../model/tableSettings";

const NAME = "flows_table";

/** Columns and density of the table, as this person left them. */
export function useTableSettings(): readonly [TableSettings, (changed: TableSettings) => void] {
  const kept = usePreference(NAME);
  return [useMemo(() => readTableSettings(kept), [kept]), change];
}

function change(settings: TableSettings): void {
  setPreference(NAME, writeTableSettings(settings));
}
