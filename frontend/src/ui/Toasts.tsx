import { ActionIcon, Button } from "@mantine/core";
import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { dropToast, useToasts, type Toast } from "../data/toasts";
import styles from "./Toasts.module.css";

/** How long a message stays; not while it is pointed at or has the focus. */
const SHOWN_MS = 8000;

/** Short messages about what went well, at the lower edge. They are read out as they come. */
export function Toasts() {
  const { t } = useTranslation();
  const toasts = useToasts((state) => state.toasts);
  return (
    <div className={styles.region} role="region" aria-label={t("editor.toast.region")} aria-live="polite">
      {toasts.map((toast) => (
        <Message key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function Message({ toast: { id, text, action } }: { readonly toast: Toast }) {
  const { t } = useTranslation();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dropToast(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, isHeld]);
  return (
    // It has no act of its own: it only stays for as long as someone looks at it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="group"
      aria-label={text}
      className={styles.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={styles.text}>{text}</span>
      {action && (
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => {
            dropToast(id);
            action.act();
          }}
        >
          {action.label}
        </Button>
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("editor.toast.dismiss")}
        onClick={() => dropToast(id)}
      >
        <X size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}
