import { ActionIcon, Kbd, Modal } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Keyboard } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useKeys } from "./useKeys";
import styles from "./KeysHelp.module.css";

const SHOWN = [
  ["?", "help"],
  ["/", "search"],
  ["g h", "home"],
  ["g c", "catalog"],
  ["g f", "flows"],
  ["g n", "nodes"],
] as const;

/** The search field of a page bears this attribute; the key `/` goes there. */
export const SEARCH_FIELD = { "data-page-search": true } as const;

/** The keys that work on every page, and the dialog that lists them. */
export function KeysHelp() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
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
        <dl className={styles.keys}>
          {SHOWN.map(([key, does]) => (
            <div key={key}>
              <dt>
                {key.split(" ").map((part) => (
                  <Kbd key={part}>{part}</Kbd>
                ))}
              </dt>
              <dd>{t(`frame.help.keys.${does}`)}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </>
  );
}
