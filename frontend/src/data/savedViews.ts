import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { readInteger, readObject, readText } from "../model/event";
import { isJsonList } from "../model/json";
import { request } from "./rest";

/** A filter that was kept under a name. */
export interface SavedView {
  readonly id: number;
  readonly name: string;
  /** The query of the page's address, without `?`. */
  readonly query: string;
  readonly shared: boolean;
  /** Shown in the page's bar. */
  readonly pinned: boolean;
  /** Made by this browser. */
  readonly own: boolean;
}

export type ViewFields = Omit<SavedView, "id" | "own">;

const PAGE = "flows";
const KEY = ["saved-views"];

export function useSavedViews() {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }): Promise<readonly SavedView[]> => {
      const path = `/api/ui/views?${new URLSearchParams({ page: PAGE, limit: "200" })}`;
      const { views } = readObject((await request("GET", path, undefined, signal)).body);
      return (isJsonList(views) ? views : []).map((entry) => {
        const view = readObject(entry);
        return {
          id: readInteger(view["id"]),
          name: readText(view["name"]),
          query: readText(view["query"]),
          shared: view["shared"] === true,
          pinned: view["pinned"] === true,
          own: view["own"] === true,
        };
      });
    },
    staleTime: 30_000,
  });
}

/** Saves a new view, or with an id replaces one. */
export function useSaveView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, ...fields }: ViewFields & { readonly id?: number }) => {
      const body = { page: PAGE, ...fields };
      if (id === undefined) await request("POST", "/api/ui/views", body);
      else await request("PUT", `/api/ui/views/${id}`, body);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: number) => {
      await request("DELETE", `/api/ui/views/${id}`);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
