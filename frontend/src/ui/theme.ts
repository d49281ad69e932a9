import {
  createTheme,
  defaultVariantColorsResolver,
  localStorageColorSchemeManager,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from "@mantine/core";

/** The component library wants ten shades; the tokens replace the ones that are seen, so all are the accent. */
const ACCENT = Array.from({ length: 10 }, () => "#0f766e") as unknown as MantineColorsTuple;

/** The library's greys, from text to ground in the dark theme and from ground to text in the light one. */
const DARK: MantineColorsTuple = [
  "#f1f5f9",
  "#cbd5e1",
  "#a9b4c4",
  "#a9b4c4",
  "#7c8aa0",
  "#27344a",
  "#1e293b",
  "#0f172a",
  "#1e293b",
  "#0f172a",
];
const GRAY: MantineColorsTuple = [
  "#f8fafc",
  "#f1f5f9",
  "#e2e8f0",
  "#d5dce5",
  "#64748b",
  "#64748b",
  "#475569",
  "#475569",
  "#1e293b",
  "#0f172a",
];

const NO_BANNER = { header: { role: "presentation" } };

export const theme = createTheme({
  colors: { accent: ACCENT, dark: DARK, gray: GRAY },
  primaryColor: "accent",
  fontFamily: "var(--font-text)",
  fontFamilyMonospace: "var(--font-code)",
  fontSizes: { xs: "12px", sm: "14px", md: "14px" },
  defaultRadius: 4,
  respectReducedMotion: true,
  variantColorResolver: (input) => {
    const resolved = defaultVariantColorsResolver(input);
    if (input.variant !== "filled") return resolved;
    return { ...resolved, background: "var(--accent)", hover: "var(--accent)", color: "var(--on-accent)" };
  },
  components: {
    // Beside its button a menu is part of the button's landmark. The library's placeholder for the first focus is no
    // item, which the role of a menu forbids.
    Menu: { defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } },
    // A filled one would have white text on the accent, which is light in the dark theme.
    Chip: { defaultProps: { variant: "outline" } },
    // The head of a dialog is not the banner of the page.
    Modal: { defaultProps: { attributes: NO_BANNER } },
    Drawer: { defaultProps: { attributes: NO_BANNER } },
    Spotlight: { defaultProps: { attributes: NO_BANNER } },
  },
});

/** The library's own greys miss our contrast, so its variables point at our tokens in both themes. */
const FROM_TOKENS = {
  "--mantine-color-body": "var(--ground)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--text-secondary)",
  "--mantine-color-placeholder": "var(--text-secondary)",
  "--mantine-color-error": "var(--state-failed)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-disabled": "var(--ground-strong)",
  "--mantine-color-disabled-color": "var(--text-secondary)",
  "--mantine-color-disabled-border": "var(--control-border)",
  "--mantine-color-default": "var(--ground)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-hover": "var(--ground-strong)",
  "--mantine-color-default-border": "var(--control-border)",
  "--mantine-color-accent-filled": "var(--accent)",
  "--mantine-color-accent-text": "var(--accent)",
  "--mantine-color-accent-outline": "var(--accent)",
  "--mantine-color-accent-light-color": "var(--accent)",
  "--mantine-color-accent-light": "var(--ground-strong)",
  "--mantine-primary-color-filled": "var(--accent)",
};

export const fromTokens: CSSVariablesResolver = () => ({
  variables: {},
  light: FROM_TOKENS,
  dark: FROM_TOKENS,
});

/** The choice is kept under the name that `build/theme.js` reads before the first paint. */
export const themeMemory = localStorageColorSchemeManager({ key: "argyll.theme" });

/** The nonce that the server put into the shell for style elements; empty when it sent none. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}
