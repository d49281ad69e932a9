import { MantineProvider } from "@mantine/core";
import "@mantine/core/styles.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { connection } from "./data/live";
import { createQueryClient } from "./data/queries";
import { initTexts } from "./i18n";
import { createAppRouter } from "./routes";
import "./ui/tokens.css";
import "./ui/base.css";
import { fromTokens, styleNonce, theme, themeMemory } from "./ui/theme";

// The dialogs of the component library lock the page with a style element of their own; it takes its nonce here.
Object.assign(window, { __webpack_nonce__: styleNonce() });

initTexts();
connection.start();

const shell = document.getElementById("root");
if (!shell) throw new Error("the shell has no element #root");

createRoot(shell).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={fromTokens}
        colorSchemeManager={themeMemory}
        defaultColorScheme="auto"
        getStyleNonce={styleNonce}
      >
        <RouterProvider router={createAppRouter()} />
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
);
