import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Refusal } from "../data/rest";
import { Notice } from "./Notice";

interface Props {
  /** What could not be read, as the beginning of a sentence. */
  readonly what: string;
  readonly error: Error;
  readonly onTryAgain: () => void;
}

/** A failed read in three parts: what did not work, why, and what can be done. */
export function ReadProblem({ what, error, onTryAgain }: Props) {
  const { t } = useTranslation();
  const isRefusal = error instanceof Refusal;
  const doNext = !isRefusal ? "unreachableDo" : error.status >= 500 ? "serverDo" : "refusedDo";
  return (
    <Notice tone="problem" title={t("words.problem.read", { what })}>
      <p>{isRefusal ? error.message : t("words.problem.unreachable")}</p>
      <p>{t(`words.problem.${doNext}`)}</p>
      <Button variant="default" onClick={onTryAgain}>
        {t("words.tryAgain")}
      </Button>
    </Notice>
  );
}
