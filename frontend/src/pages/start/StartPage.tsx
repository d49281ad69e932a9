import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readFlowSource } from "../../data/flowCopies";
import { LongId } from "../../ui/LongId";
import { Loading } from "../../ui/Loading";
import { ReadProblem } from "../../ui/ReadProblem";
import { usePageTitle } from "../../ui/usePageTitle";
import { NewFlow } from "./NewFlow";

const route = getRouteApi("/flows/new");

/** Starts a flow for the goals of the address, or like another flow. */
export function StartPage() {
  const { t } = useTranslation();
  const { from } = route.useSearch();
  usePageTitle(from === undefined ? t("start.title") : t("start.titleFrom", { id: from }), t("flows.title"));
  return (
    <>
      <h1>
        {from === undefined ? (
          t("start.title")
        ) : (
          <>
            {t("start.againLike")} <LongId id={from} />
          </>
        )}
      </h1>
      {from === undefined ? (
        <NewFlow key="new" from={undefined} source={null} />
      ) : (
        <LikeFlow key={from} from={from} />
      )}
    </>
  );
}

function LikeFlow({ from }: { readonly from: string }) {
  const { t } = useTranslation();
  const source = useQuery({
    queryKey: ["flow-source", from],
    queryFn: ({ signal }) => readFlowSource(from, signal),
    // What a flow was started with never changes.
    staleTime: Infinity,
  });
  if (source.error) {
    return (
      <ReadProblem what={t("start.source")} error={source.error} onTryAgain={() => void source.refetch()} />
    );
  }
  if (!source.data) return <Loading awaited="server" rows={4} />;
  return <NewFlow from={from} source={source.data} />;
}
