import { useTranslation } from "react-i18next";
import { Refusal } from "../data/rest";
import { Notice } from "./Notice";

interface Props {
  /** What did not work, as a whole sentence. */
  readonly what: string;
  readonly error: Error;
}

/** A refused change in three parts, where it was asked for: what did not work, why, and what can be done. */
export function WriteProblem({ what, error }: Props) {
  const { t } = useTranslation();
  const isRefusal = error instanceof Refusal;
  return (
    <Notice tone="problem" title={what}>
      <p>{isRefusal ? error.message : t("words.problem.unreachable")}</p>
      <p>{isRefusal ? t("words.problem.writeDo") : t("words.problem.sendAgain")}</p>
    </Notice>
  );
}
