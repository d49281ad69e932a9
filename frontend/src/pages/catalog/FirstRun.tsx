import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Download, Plus, Upload } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { loadExample } from "../../data/catalogUse";
import { focusFirstMissing } from "../../plan/focusRequest";
import { WriteProblem } from "../../ui/WriteProblem";
import pageStyles from "../page.module.css";
import styles from "./FirstRun.module.css";

/** Three steps, each with what it needs and what it makes. */
const CARDS = [
  ["find", "customer_id", "customer"],
  ["add", "customer", "total"],
  ["send", "total", "sent"],
] as const;
const BEAT_MS = 1400;

/** The idea of the catalog in one picture and three sentences, as long as it is empty. */
export function FirstRun() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const beat = useBeat(CARDS.length + 1);
  const example = useMutation({
    mutationFn: () => loadExample(t("catalog.empty.exampleAct")),
    onSuccess: ({ goals }) => {
      focusFirstMissing();
      void navigate({ to: "/catalog", search: { goal: goals, panel: "start" } });
    },
  });
  return (
    <section className={styles.idea}>
      <h2>{t("catalog.empty.title")}</h2>
      <ol className={styles.chain} aria-label={t("catalog.empty.picture")}>
        <li className={styles.wire} data-on={beat >= 0 || undefined}>
          <code>{CARDS[0][1]}</code>
        </li>
        {CARDS.map(([name, input, output], place) => (
          <li key={name} className={styles.link}>
            <div className={styles.card} data-on={beat > place || undefined}>
              <strong>{t(`catalog.empty.card.${name}`)}</strong>
              <span>
                <code>{input}</code>
                <code>{output}</code>
              </span>
            </div>
            <span className={styles.wire} data-on={beat > place || undefined}>
              <code>{output}</code>
            </span>
          </li>
        ))}
      </ol>
      <p className={styles.words}>{t("catalog.empty.idea")}</p>
      <div className={pageStyles.actions}>
        <Button
          leftSection={<Download size={16} aria-hidden />}
          loading={example.isPending}
          onClick={() => example.mutate()}
        >
          {t("catalog.empty.loadExample")}
        </Button>
        <Button
          variant="default"
          leftSection={<Plus size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/catalog/new" {...props} />}
        >
          {t("catalog.empty.create")}
        </Button>
        <Button
          variant="default"
          leftSection={<Upload size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/catalog/import" {...props} />}
        >
          {t("catalog.empty.import")}
        </Button>
      </div>
      <p className={pageStyles.secondary}>{t("catalog.empty.exampleIs")}</p>
      {example.error && <WriteProblem what={t("catalog.empty.exampleFailed")} error={example.error} />}
    </section>
  );
}

/** Counts 0, 1, 2 … and again; stands at the end for those who want no motion. */
function useBeat(count: number): number {
  const [beat, setBeat] = useState(0);
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  useEffect(() => {
    if (isStill) return;
    const timer = setInterval(() => setBeat((last) => (last + 1) % (count + 1)), BEAT_MS);
    return () => clearInterval(timer);
  }, [count, isStill]);
  return isStill ? count : beat;
}
