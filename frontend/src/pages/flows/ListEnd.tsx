import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { MOST_ROWS, type FlowList, type FlowListState } from "../../data/flowList";
import { formatNumber } from "../../ui/format";
import styles from "./FlowGrid.module.css";

interface Props {
  readonly list: FlowList;
  readonly state: FlowListState;
}

/** What stands under the last row: more is coming, could not be read, was not searched, or is too much. */
export function ListEnd({ list, state }: Props) {
  const { t, i18n } = useTranslation();
  const { rows, hasMore, isLoadingMore, moreError, searched } = state;
  const number = (count: number) => formatNumber(count, i18n.language);
  if (moreError) {
    return (
      <div className={styles.end} role="alert">
        <span>{t("flows.end.failed", { why: moreError.message })}</span>
        <Button size="compact-sm" variant="default" onClick={() => void list.more()}>
          {t("words.tryAgain")}
        </Button>
      </div>
    );
  }
  if (searched !== null && hasMore) {
    return (
      <div className={styles.end} role="status">
        <span>{t("flows.end.searched", { count: searched, number: number(searched) })}</span>
        <Button size="compact-sm" variant="default" loading={isLoadingMore} onClick={() => void list.more()}>
          {t("flows.end.searchOn")}
        </Button>
      </div>
    );
  }
  if (isLoadingMore) return <div className={styles.end}>{t("flows.end.loading")}</div>;
  if (rows.length >= MOST_ROWS) {
    return <div className={styles.end}>{t("flows.end.full", { number: number(rows.length) })}</div>;
  }
  return null;
}
