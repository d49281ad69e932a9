import { CloseButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useCatalogActs } from "../catalogActs";
import styles from "./Inspector.module.css";

/** The name of what is inspected, with what stands beside it and the button that closes the panel. */
export function PanelHead({ title, children }: { readonly title: ReactNode; readonly children?: ReactNode }) {
  const { t } = useTranslation();
  const { close } = useCatalogActs();
  return (
    <div className={styles.head}>
      <h2>{title}</h2>
      {children}
      <CloseButton aria-label={t("catalog.inspector.close")} onClick={close} />
    </div>
  );
}
