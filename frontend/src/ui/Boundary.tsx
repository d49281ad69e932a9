import { Button, CopyButton, Group } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "./Notice";

interface Props {
  readonly children: ReactNode;
}

/** Keeps a fault of one panel in that panel: the rest of the page goes on. */
export class Boundary extends Component<Props, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error ? (
      <PanelFault error={error} onTryAgain={() => this.setState({ error: null })} />
    ) : (
      this.props.children
    );
  }
}

interface FaultProps {
  readonly error: Error;
  readonly onTryAgain: () => void;
}

export function PanelFault({ error, onTryAgain }: FaultProps) {
  const { t } = useTranslation();
  return (
    <Notice tone="problem" title={t("words.problem.panel")}>
      <p>{error.message}</p>
      <p>{t("words.problem.panelDo")}</p>
      <Group gap="xs">
        <Button variant="default" onClick={onTryAgain}>
          {t("words.tryAgain")}
        </Button>
        <CopyButton value={`${location.href}\n${error.stack ?? error.message}`}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t("words.copied") : t("words.copyDetails")}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Notice>
  );
}
