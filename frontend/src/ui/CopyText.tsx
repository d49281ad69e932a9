import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import { useTranslation } from "react-i18next";

interface Props {
  readonly text: string;
  /** What is copied, for those who hear the page. */
  readonly what: string;
}

/** A small button that copies a text. */
export function CopyText({ text, what }: Props) {
  const { t } = useTranslation();
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Tooltip
          label={copied ? t("words.copied") : t("words.copy")}
          events={{ hover: true, focus: true, touch: true }}
        >
          <ActionIcon variant="subtle" size={28} onClick={copy} aria-label={t("words.copyOf", { what })}>
            {copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
