import { Button, Modal, Progress } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readFlowSource, startAgain } from "../../data/flowCopies";
import { formatNumber } from "../../ui/format";
import { LongId } from "../../ui/LongId";
import styles from "./RunAgainDialog.module.css";
import { useOneByOne } from "./useOneByOne";

/** So many flows are looked at for the goals that the dialog names. */
const LOOKED_AT = 20;

interface Props {
  readonly ids: readonly string[];
  readonly onClose: () => void;
}

/** Starts several flows like chosen ones, one after the other, and reports what became of each. */
export function RunAgainDialog({ ids, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const starting = useOneByOne<string>();
  // A try that got no answer may have started a flow: the same id makes the next try safe.
  const [newIds] = useState(() => new Map(ids.map((id) => [id, newIdLike(id)])));
  const { outcomes, isRunning, total } = starting;
  const isOver = !isRunning && total > 0;
  const failed = outcomes.filter(({ error }) => error).map(({ id }) => id);
  const started = outcomes.length - failed.length;
  const number = (count: number) => formatNumber(count, i18n.language);
  const start = (wanted: readonly string[]) =>
    void starting.run(wanted, (id, signal) => startAgain(id, newIds.get(id) ?? newIdLike(id), signal));
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      closeOnEscape={!isRunning}
      closeOnClickOutside={!isRunning}
      title={t("flows.again.title", { count: ids.length, number: number(ids.length) })}
      closeButtonProps={{ "aria-label": t("flows.close"), disabled: isRunning }}
    >
      <div className={styles.dialog}>
        {total === 0 && <Goals ids={ids} />}
        {total > 0 && (
          <>
            <Progress.Root size={8}>
              <Progress.Section
                value={(100 * outcomes.length) / total}
                aria-label={t("flows.again.progressLabel")}
              />
            </Progress.Root>
            <p role="status">
              {t(isOver ? "flows.again.over" : "flows.again.progress", {
                started: number(started),
                failed: number(failed.length),
                left: number(total - outcomes.length),
              })}
            </p>
            <ul className={styles.report}>
              {outcomes.map(({ id, value, error }) => (
                <li key={id}>
                  <span className={styles.word}>
                    {t(error ? "flows.again.refused" : "flows.again.started")}
                  </span>
                  {value === undefined ? (
                    <span>
                      <code>{id}</code>: {error?.message}
                    </span>
                  ) : (
                    <Link to="/flows/$id" params={{ id: value }}>
                      <LongId id={value} />
                    </Link>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
        <div className={styles.actions}>
          {total === 0 && (
            <Button data-autofocus onClick={() => start(ids)}>
              {t("flows.again.start", { count: ids.length, number: number(ids.length) })}
            </Button>
          )}
          {isRunning && (
            <Button variant="default" onClick={starting.stop}>
              {t("flows.stop")}
            </Button>
          )}
          {isOver && failed.length > 0 && (
            <Button variant="default" onClick={() => start(failed)}>
              {t("flows.again.tryFailed", { count: failed.length })}
            </Button>
          )}
          {!isRunning && (
            <Button variant="default" onClick={onClose}>
              {t(isOver ? "flows.close" : "flows.cancel")}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}

/** With which goals the flows would start: asked of the flows themselves. */
function Goals({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: ["flow-goals", ids],
    queryFn: async ({ signal }) => {
      const counts = new Map<string, number>();
      for (const id of ids.slice(0, LOOKED_AT)) {
        const goals = (await readFlowSource(id, signal)).goals.join(", ");
        counts.set(goals, (counts.get(goals) ?? 0) + 1);
      }
      return [...counts];
    },
    staleTime: Infinity,
  });
  return (
    <>
      <p>{t("flows.again.text")}</p>
      {error && <p role="alert">{error.message}</p>}
      {data && (
        <ul className={styles.goals}>
          {data.map(([goals, count]) => (
            <li key={goals}>
              {t("flows.again.goals", { count })} <code>{goals}</code>
            </li>
          ))}
          {ids.length > LOOKED_AT && <li>{t("flows.again.more", { count: ids.length - LOOKED_AT })}</li>}
        </ul>
      )}
    </>
  );
}

/** An id that begins as the other does; of a child flow, as its parent does. */
function newIdLike(id: string): string {
  const random = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return `${id.replace(/:.*$/s, "").slice(0, 150)}-${random.toString(36).padStart(7, "0")}`;
}
