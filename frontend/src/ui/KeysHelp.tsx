import { ActionIcon, Kbd, Modal, Switch } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Keyboard } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { isMac } from "./isMac";
import { setKeys, useKeysSetting } from "./keysSetting";
import { useOfferedActions } from "./pageActions";
import { useKeys } from "./useKeys";
import styles from "./KeysHelp.module.css";

const SHOWN = [
  ["?", "help"],
  ["/", "search"],
  ["Ctrl K", "palette"],
  ["g h", "home"],
  ["g c", "catalog"],
  ["g f", "flows"],
  ["g n", "nodes"],
  ["Ctrl Z", "undo"],
  ["Ctrl Shift Z", "redo"],
  ["Escape", "escape"],
] as const;

/** The search field of a page bears this attribute; the key `/` goes there. */
export const SEARCH_FIELD = { "data-page-search": true } as const;

/** The keys that work on every page, and the dialog that lists them. */
export function KeysHelp() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const offered = useOfferedActions().filter(({ keys: ofAction }) => ofAction !== undefined);
  const areOn = useKeysSetting((setting) => setting.areOn);
  const keys = useMemo(
    () => ({
      "?": () => setOpen(true),
      "/": () => document.querySelector<HTMLElement>("[data-page-search]")?.focus(),
      "g h": () => void navigate({ to: "/" }),
      "g c": () => void navigate({ to: "/catalog" }),
      "g f": () => void navigate({ to: "/flows" }),
      "g n": () => void navigate({ to: "/cluster" }),
    }),
    [navigate],
  );
  useKeys(keys);
  return (
    <>
      <ActionIcon
        variant="subtle"
        size={32}
        className={styles.button}
        aria-label={t("frame.help.title")}
        onClick={() => setOpen(true)}
      >
        <Keyboard size={18} aria-hidden />
      </ActionIcon>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t("frame.help.title")}
        closeButtonProps={{ "aria-label": t("frame.help.close") }}
      >
        {offered.length > 0 && (
          <section className={styles.group}>
            <h3>{t("frame.help.page")}</h3>
            <dl className={styles.keys}>
              {offered.map(({ id, keys: ofAction = "", label }) => (
                <KeyLine key={id} keys={ofAction} does={label} />
              ))}
            </dl>
          </section>
        )}
        <section className={styles.group}>
          <h3>{t("frame.help.everywhere")}</h3>
          <dl className={styles.keys}>
            {SHOWN.map(([key, does]) => (
              <KeyLine key={key} keys={key} does={t(`frame.help.keys.${does}`)} />
            ))}
          </dl>
        </section>
        <Switch
          label={t("frame.help.single")}
          description={t("frame.help.singleHelp")}
          checked={areOn}
          onChange={(event) => setKeys(event.currentTarget.checked)}
        />
      </Modal>
    </>
  );
}

function KeyLine({ keys, does }: { readonly keys: string; readonly does: string }) {
  const shown = isMac() ? keys.replaceAll("Ctrl", "⌘") : keys;
  return (
    <div>
      <dt>
        {shown.split(" ").map((part) => (
          <Kbd key={part}>{part}</Kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  );
}
