import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { Check, Copy } from "lucide-react";
import { useTranslation } from "react-i18next";

interface Props {
  /** The text, or how it is made: a long one is made when it is wanted. */
  readonly text: string | (() => string);
  /** What is copied, for those who hear the page. */
  readonly what: string;
}

/** A small button that copies a text. */
export function CopyText({ text, what }: Props) {
  const { t } = useTranslation();
  const { copied, copy } = useClipboard({ timeout: 1000 });
  return (
    <Tooltip
      label={copied ? t("words.copied") : t("words.copy")}
      events={{ hover: true, focus: true, touch: true }}
    >
      <ActionIcon
        variant="subtle"
        size={28}
        onClick={() => copy(typeof text === "string" ? text : text())}
        aria-label={t("words.copyOf", { what })}
      >
        {copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
