import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { readInteger, readObject, readText } from "../model/event";
import { filterQuery, type FlowFilter } from "../model/flowFilter";
import { isJsonList, type Json } from "../model/json";
import { serverNow } from "./clock";
import { request } from "./rest";

export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

/** What the flows of a filter have in common: for the completion of further conditions. */
export interface Facets {
  readonly goals: readonly FacetValue[];
  readonly labels: readonly { readonly key: string; readonly values: readonly FacetValue[] }[];
}

/** Asked when somebody is about to choose, not before. */
export function useFacets(filter: FlowFilter, isWanted: boolean) {
  return useQuery({
    queryKey: ["flow-facets", filter],
    queryFn: async ({ signal }): Promise<Facets> => {
      const query = filterQuery(filter, serverNow());
      return readFacets((await request("GET", `/api/ui/flows/facets?${query}`, undefined, signal)).body);
    },
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    enabled: isWanted,
  });
}

export function readFacets(answer: Json): Facets {
  const { goals, labels } = readObject(answer);
  return {
    goals: readValues(goals),
    labels: (isJsonList(labels) ? labels : []).map((entry) => {
      const { key, values } = readObject(entry);
      return { key: readText(key), values: readValues(values) };
    }),
  };
}

function readValues(list: Json | undefined): readonly FacetValue[] {
  return (isJsonList(list) ? list : []).map((entry) => {
    const { value, count } = readObject(entry);
    return { value: readText(value), count: readInteger(count) };
  });
}
