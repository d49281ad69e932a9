import { Button, Menu } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { Check, Copy, Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "../data/rest";
import { initText } from "../model/initText";
import { startAsCurl, startAsPython } from "../model/startAs";
import { Notice } from "../ui/Notice";
import { focusInput } from "./focusRequest";
import styles from "./plan.module.css";
import { startLink } from "./startLink";
import type { PlanMode } from "./usePlanMode";
import type { Obstacle, Start } from "./useStart";

/** The start, why it is not possible yet, what became of the last try, and the start as text. */
export function StartActions({ mode, start }: { readonly mode: PlanMode; readonly start: Start }) {
  const { t } = useTranslation();
  const { obstacles, isPending, error } = start;
  const isUnanswered = error !== null && !(error instanceof Refusal);
  return (
    <div className={styles.start}>
      {obstacles.length > 0 && (
        <div id="start-obstacles" role="status">
          <ul className={styles.obstacles}>
            {obstacles.map((obstacle) => (
              <li key={obstacle.kind}>
                <ObstacleText obstacle={obstacle} mode={mode} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {error && !isPending && start.idRefusal === undefined && (
        <Notice tone="problem" title={t("start.refused")}>
          <p className={styles.lines}>{isUnanswered ? t("start.noAnswer") : error.message}</p>
          <p>{t(isUnanswered ? "start.noAnswerDo" : "start.refusedDo")}</p>
        </Notice>
      )}
      <div className={styles.startButtons}>
        <Button
          type="submit"
          leftSection={<Play size={16} aria-hidden />}
          disabled={obstacles.length > 0}
          loading={isPending}
          aria-describedby={obstacles.length > 0 ? "start-obstacles" : undefined}
        >
          {t(isUnanswered ? "start.again" : "start.start")}
        </Button>
        <CopyMenu mode={mode} start={start} />
      </div>
    </div>
  );
}

function ObstacleText({ obstacle, mode }: { readonly obstacle: Obstacle; readonly mode: PlanMode }) {
  const { t } = useTranslation();
  switch (obstacle.kind) {
    case "missing":
    case "wrong":
      return (
        <>
          {t(`start.obstacle.${obstacle.kind}`)}{" "}
          {obstacle.names.map((name) => (
            <button key={name} type="button" className={styles.textButton} onClick={() => focusInput(name)}>
              <code>{name}</code>
            </button>
          ))}
        </>
      );
    case "goneGoal":
      return t("start.obstacle.goneGoal", { names: obstacle.names.join(", ") });
    case "noPlan":
      return mode.error ? mode.error.message : t("start.obstacle.noPlan");
    case "noGoal":
    case "noId":
    case "noLeader":
      return t(`start.obstacle.${obstacle.kind}`);
  }
}

function CopyMenu({ mode, start }: { readonly mode: PlanMode; readonly start: Start }) {
  const { t } = useTranslation();
  const clipboard = useClipboard();
  const [note, setNote] = useState("");
  const copy = (text: string, said: string) => {
    clipboard.copy(text);
    setNote(said);
  };
  const copyLink = () => {
    const { leftOut } = initText(mode.init, mode.isMasked);
    const said =
      leftOut.length > 0 ? t("start.linkWithout", { names: leftOut.join(", ") }) : t("words.copied");
    copy(startLink(location.origin, mode.goals, mode.init, mode.isMasked), said);
  };
  return (
    <>
      <Menu position="top-start">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={clipboard.copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
          >
            {t("start.copy")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => copy(startAsCurl(location.origin, start.request), t("words.copied"))}>
            {t("start.asCurl")}
          </Menu.Item>
          <Menu.Item onClick={() => copy(startAsPython(location.origin, start.request), t("words.copied"))}>
            {t("start.asPython")}
          </Menu.Item>
          <Menu.Item onClick={copyLink}>{t("start.asLink")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <span role="status" className={styles.secondary}>
        {note}
      </span>
    </>
  );
}
