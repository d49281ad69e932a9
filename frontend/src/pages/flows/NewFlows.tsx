import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FlowListState } from "../../data/flowList";
import { formatNumber } from "../../ui/format";
import styles from "./FlowGrid.module.css";

interface Props {
  readonly state: FlowListState;
  readonly onShow: () => void;
}

/** Tells of flows that came while rows must not move. It lies over the rows, so that it moves none either. */
export function NewFlows({ state: { waiting, isGap }, onShow }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <div className={styles.news} role="status">
      {waiting > 0 && (
        <div className={styles.newsText}>
          {t(isGap ? "flows.waitingMore" : "flows.waiting", {
            count: waiting,
            number: formatNumber(waiting, i18n.language),
          })}
          <Button size="compact-sm" onClick={onShow}>
            {t("flows.show")}
          </Button>
        </div>
      )}
    </div>
  );
}
