import { useMantineColorScheme } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useCatalog } from "../data/live";
import { request } from "../data/rest";
import { readObject, readText } from "../model/event";
import { isJsonList } from "../model/json";
import { useOfferedActions } from "../ui/pageActions";
import { catalogEntries, type Entry } from "./entries";

/** What can be said without asking the server: actions, pages, and the catalog. */
export function useLocalEntries(): readonly Entry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const catalog = useCatalog();
  const offered = useOfferedActions();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { language } = useTranslation().i18n;

  const actions = useMemo(() => {
    const ofPage = offered.flatMap(({ id, label, keys = "", act }): Entry[] =>
      act ? [entry("action", id, label, act, keys)] : [],
    );
    const themes = (["light", "dark", "auto"] as const)
      .filter((scheme) => scheme !== colorScheme)
      .map((scheme) =>
        entry("action", `theme ${scheme}`, t(`palette.theme.${scheme}`), () => setColorScheme(scheme)),
      );
    return [
      ...ofPage,
      entry("action", "start a flow", t("palette.start"), () => void navigate({ to: "/flows/new" })),
      entry("action", "create a step", t("palette.create"), () => void navigate({ to: "/catalog/new" })),
      ...themes,
    ];
  }, [offered, colorScheme, setColorScheme, navigate, t]);

  const pages = useMemo(() => {
    const page = (
      to: "/" | "/catalog" | "/flows" | "/cluster",
      name: "home" | "catalog" | "flows" | "cluster",
      keys: string,
    ) => entry("page", to, t(`frame.nav.${name}`), () => void navigate({ to }), keys);
    return [
      page("/", "home", "g h"),
      page("/catalog", "catalog", "g c"),
      page("/flows", "flows", "g f"),
      page("/cluster", "cluster", "g n"),
      entry("page", "import", t("palette.import"), () => void navigate({ to: "/catalog/import" })),
      entry("page", "history", t("palette.history"), () => void navigate({ to: "/catalog/history" })),
      entry("page", "admin", t("frame.nav.admin"), () => location.assign("/admin/")),
    ];
  }, [navigate, t]);

  const ofCatalog = useMemo(
    () =>
      catalog
        ? catalogEntries(catalog, {
            onStep: (id) => void navigate({ to: "/catalog/steps/$id", params: { id } }),
            onAttribute: (name) => void navigate({ to: "/catalog", search: { select: [`attr:${name}`] } }),
            onLabel: (label) => void navigate({ to: "/catalog", search: { scope: labelTerm(label) } }),
            madeBy: (steps) => t("palette.madeBy", { steps }),
            stepsWith: (count) => t("palette.stepsWith", { count }),
          })
        : [],
    // The language is part of what `t` says.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [catalog, navigate, t, language],
  );
  return useMemo(() => [...actions, ...pages, ...ofCatalog], [actions, pages, ofCatalog]);
}

const MOST_FLOWS = 8;

/** Flows whose id begins like the query. The server is asked for ids of more than one letter. */
export function useFlowEntries(query: string): readonly Entry[] {
  const navigate = useNavigate();
  const prefix = query.trim();
  const ids = useQuery({
    queryKey: ["palette-flows", prefix],
    queryFn: async ({ signal }): Promise<readonly string[]> => {
      const asked = { id_prefix: prefix, sort: "recent_desc", limit: MOST_FLOWS };
      const { flows } = readObject((await request("POST", "/engine/flow/query", asked, signal)).body);
      return (isJsonList(flows) ? flows : []).map((flow) => readText(readObject(flow)["id"]));
    },
    enabled: ID_START.test(prefix),
    placeholderData: keepPreviousData,
    staleTime: 5000,
  });
  return useMemo(
    () =>
      (ids.data ?? []).map((id) =>
        entry("flow", id, id, () => void navigate({ to: "/flows/$id", params: { id } })),
      ),
    [ids.data, navigate],
  );
}

/** What the engine takes as the beginning of an id (`api.md`, section 6.5). */
const ID_START = /^[A-Za-z0-9_.\-+ ]{2,}$/;

function labelTerm(label: string): string {
  return `label:${/[\s"]/.test(label) ? JSON.stringify(label) : label}`;
}

function entry(kind: Entry["kind"], id: string, title: string, act: () => void, keys = ""): Entry {
  return { key: `${kind} ${id}`, kind, title, note: "", keys, act };
}
