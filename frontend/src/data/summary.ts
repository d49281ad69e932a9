import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { readSummary, type Summary, type SummaryWindow } from "../model/summary";
import { readAgain } from "./conditional";

const INTERVAL_MS = 2000;

/** The numbers of the home page for a window; asked again every 2 s. */
export function useSummary(window: SummaryWindow) {
  return useQuery({
    queryKey: ["summary", window],
    queryFn: async ({ signal }): Promise<Summary> => {
      return readSummary(await readAgain(`/api/ui/summary?window=${window}`, signal));
    },
    placeholderData: keepPreviousData,
    refetchInterval: INTERVAL_MS,
  });
}
