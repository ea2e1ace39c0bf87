import { deDE, enUS, zhCN } from '@mui/material/locale';
import { createTheme, type Theme } from '@mui/material/styles';
import type { Language } from './words/language.ts';

export type Mode = 'dark' | 'light';

/**
 * Every colour of the interface, also for the canvases, which can't read the theme from CSS. Greys carry the interface, one
 * accent marks focus and the playhead; all other colours mean labels and nothing else.
 */
export interface Colours {
  readonly mode: Mode;
  /** Behind the panels. */
  readonly ground: string;
  readonly panel: string;
  /** Raised above a panel: fields, menus, hovered rows. */
  readonly raised: string;
  /** Behind the chosen row, and behind the one under the pointer. */
  readonly selected: string;
  readonly hovered: string;
  readonly line: string;
  readonly lineSoft: string;
  readonly text: string;
  readonly textSoft: string;
  readonly textFaint: string;
  readonly accent: string;
  readonly onAccent: string;
  /** Text that warns, and text that says what went wrong. */
  readonly warning: string;
  readonly error: string;
  /** Around whatever must stay readable on top of any label colour. */
  readonly halo: string;
  readonly wave: string;
  readonly labels: readonly string[];
}

/*
 * Okabe and Ito's colours, moved until eyes of every kind tell them apart: with full colour vision and with protanopia,
 * deuteranopia or tritanopia (simulated after Machado et al. 2009) any two differ by 11 and more in CIE Lab, and each has a
 * contrast of at least 3 to 1 against its panel. `theme.test.ts` measures it.
 */
const DARK_LABELS = ['#DE9811', '#519FE2', '#4FEDF8', '#A7D758', '#3F72CD', '#C8630D', '#D999BF', '#E7E6D8'];
const LIGHT_LABELS = ['#AD7900', '#3D82F6', '#2B6A77', '#968C59', '#1E3680', '#893900', '#B96AC3', '#48462C'];

export const DARK: Colours = {
  mode: 'dark',
  ground: '#0E1012',
  panel: '#121417',
  raised: '#1C1F24',
  selected: '#2A2F37',
  hovered: '#22262C',
  line: '#2B3037',
  lineSoft: '#1F2329',
  text: '#E8EAED',
  textSoft: '#A9B0BA',
  textFaint: '#959DA8',
  accent: '#8FA6FF',
  warning: '#FFB74D',
  error: '#FF8A80',
  onAccent: '#0B1030',
  halo: '#000000',
  wave: '#39404A',
  labels: DARK_LABELS,
};

export const LIGHT: Colours = {
  mode: 'light',
  ground: '#E8EAED',
  panel: '#F7F8F9',
  raised: '#FFFFFF',
  selected: '#DDE2EA',
  hovered: '#E6E9EE',
  line: '#C9CED6',
  lineSoft: '#DDE1E6',
  text: '#121417',
  textSoft: '#4A525D',
  textFaint: '#59616C',
  accent: '#3A4FCF',
  warning: '#8A4B00',
  error: '#B3261E',
  onAccent: '#FFFFFF',
  halo: '#FFFFFF',
  wave: '#CBD1D9',
  labels: LIGHT_LABELS,
};

export function coloursOf(mode: Mode): Colours {
  return mode === 'dark' ? DARK : LIGHT;
}

/** The colour at `index` of the label palette, which repeats: the short code on an interval tells equal colours apart. */
export function labelColour(colours: Colours, index: number): string {
  return colours.labels[index % colours.labels.length] ?? colours.textSoft;
}

export const FONT = "'Inter Variable', 'Inter', system-ui, sans-serif";

function build(colours: Colours, language: Language, still: boolean): Theme {
  return createTheme(
    {
      palette: {
        mode: colours.mode,
        primary: { main: colours.accent, contrastText: colours.onAccent },
        secondary: { main: colours.textSoft },
        background: { default: colours.ground, paper: colours.panel },
        text: { primary: colours.text, secondary: colours.textSoft, disabled: colours.textFaint },
        divider: colours.line,
        warning: { main: colours.warning },
        error: { main: colours.error },
        action: { selected: colours.selected, hover: colours.hovered, disabled: colours.textFaint },
      },
      spacing: 4,
      shape: { borderRadius: 4 },
      typography: {
        fontFamily: FONT,
        fontSize: 13,
        htmlFontSize: 14,
        h1: { fontSize: 22, fontWeight: 600, letterSpacing: '-0.01em' },
        h2: { fontSize: 16, fontWeight: 600 },
        h3: { fontSize: 13, fontWeight: 600 },
        body1: { fontSize: 13, lineHeight: 1.45 },
        body2: { fontSize: 13, lineHeight: 1.45 },
        caption: { fontSize: 12, lineHeight: 1.35 },
        overline: {
          fontSize: 11,
          lineHeight: 1.4,
          letterSpacing: '0.04em',
          textTransform: 'none',
          fontWeight: 600,
        },
        button: { fontSize: 13, textTransform: 'none', fontWeight: 500 },
      },
      transitions: {
        ...(still ? { create: () => 'none' } : {}),
        duration: {
          shortest: 80,
          shorter: 100,
          short: 120,
          standard: 140,
          complex: 150,
          enteringScreen: 120,
          leavingScreen: 100,
        },
      },
      components: components(colours),
    },
    LOCALES[language],
  );
}

const STILL = { transition: 'none !important', animation: 'none !important' } as const;

function components(colours: Colours): NonNullable<Parameters<typeof createTheme>[0]>['components'] {
  return {
    MuiCssBaseline: {
      styleOverrides: {
        'html, body': {
          fontSize: 13,
          fontVariantNumeric: 'tabular-nums',
          fontFeatureSettings: '"cv11", "ss03"',
        },
        body: { userSelect: 'none', WebkitFontSmoothing: 'antialiased', colorScheme: colours.mode },
        'input, textarea, [data-selectable]': { userSelect: 'text' },
        '*:focus-visible': { outline: `2px solid ${colours.accent}`, outlineOffset: -2 },
        '*': { scrollbarWidth: 'thin', scrollbarColor: `${colours.line} transparent` },
        '@media (prefers-reduced-motion: reduce)': { '*, *::before, *::after': STILL },
        '[data-motion=reduced] *, [data-motion=reduced] *::before, [data-motion=reduced] *::after': STILL,
      },
    },
    MuiButtonBase: { defaultProps: { disableRipple: true } },
    MuiButton: {
      defaultProps: { size: 'small', disableElevation: true, color: 'inherit' },
      styleOverrides: {
        // Never narrower than its longest word, and Chinese is not broken between any two characters.
        root: {
          minWidth: 'auto',
          minHeight: 28,
          padding: '3px 10px',
          lineHeight: 1.4,
          wordBreak: 'keep-all',
        },
        sizeSmall: { fontSize: 13 },
        outlined: { borderColor: colours.line, '&:hover': { borderColor: colours.textFaint } },
      },
    },
    MuiIconButton: {
      defaultProps: { size: 'small' },
      styleOverrides: { root: { borderRadius: 4, padding: 4, color: 'inherit' } },
    },
    MuiTextField: { defaultProps: { size: 'small', variant: 'outlined', fullWidth: true } },
    MuiOutlinedInput: {
      styleOverrides: {
        root: { backgroundColor: colours.raised, fontSize: 13 },
        input: { padding: '6px 8px', height: 'auto' },
        multiline: { padding: '6px 8px', '& textarea': { padding: 0 } },
        notchedOutline: { borderColor: colours.line, '& legend': { fontSize: '0.85em' } },
      },
    },
    // At 11 px above its field, for less can't be read in Chinese; its letters are taller than the line and must not be cut.
    MuiInputLabel: {
      styleOverrides: {
        root: { fontSize: 13, overflow: 'clip', overflowClipMargin: 4 },
        outlined: {
          '&.MuiInputLabel-shrink': {
            maxWidth: 'calc(118% - 32px)',
            transform: 'translate(14px, -8px) scale(0.85)',
          },
        },
      },
    },
    // In line with the left edge of its field, as all other text.
    MuiFormHelperText: { styleOverrides: { root: { margin: '3px 0 0' } } },
    MuiSelect: {
      defaultProps: { size: 'small' },
      styleOverrides: { standard: { paddingTop: 4, paddingBottom: 4, lineHeight: '20px', minHeight: 20 } },
    },
    // A shadow alone does not part a menu from a dark panel.
    MuiPopover: {
      styleOverrides: { paper: { border: `1px solid ${colours.line}`, backgroundColor: colours.raised } },
    },
    MuiMenuItem: { defaultProps: { dense: true }, styleOverrides: { root: { minHeight: 28, fontSize: 13 } } },
    MuiListItemButton: { defaultProps: { dense: true } },
    MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiDialog: {
      styleOverrides: { paper: { border: `1px solid ${colours.line}`, backgroundColor: colours.panel } },
    },
    MuiDialogTitle: { styleOverrides: { root: { fontSize: 16, fontWeight: 600, padding: '16px 20px 4px' } } },
    MuiDialogContent: {
      styleOverrides: {
        // Under a title the material takes the space above away, and cuts the label of a field that stands there.
        root: { padding: '8px 20px 16px', '.MuiDialogTitle-root + &': { paddingTop: 10 } },
      },
    },
    MuiDialogActions: { styleOverrides: { root: { padding: '8px 20px 16px' } } },
    MuiTooltip: {
      defaultProps: { enterDelay: 400, enterNextDelay: 100, disableInteractive: true },
      styleOverrides: {
        tooltip: {
          fontSize: 12,
          fontWeight: 400,
          backgroundColor: colours.raised,
          color: colours.text,
          border: `1px solid ${colours.line}`,
        },
      },
    },
    MuiChip: {
      defaultProps: { size: 'small' },
      styleOverrides: { root: { height: 20, fontSize: 12, borderRadius: 4 } },
    },
    MuiToggleButton: {
      defaultProps: { size: 'small' },
      styleOverrides: { root: { padding: '2px 8px', fontSize: 13, textTransform: 'none', lineHeight: 1.5 } },
    },
    MuiTableCell: {
      styleOverrides: { root: { padding: '4px 8px', fontSize: 13, borderColor: colours.lineSoft } },
    },
    MuiAlert: { styleOverrides: { root: { padding: '4px 12px', fontSize: 13 } } },
    MuiCheckbox: { defaultProps: { size: 'small' }, styleOverrides: { root: { padding: 4 } } },
    MuiRadio: { defaultProps: { size: 'small' }, styleOverrides: { root: { padding: 4 } } },
    MuiLinearProgress: {
      styleOverrides: { root: { height: 4, borderRadius: 2, backgroundColor: colours.line } },
    },
  };
}

/** What the material says by itself, such as the words of a pagination, in each language of the page. */
const LOCALES = { en: enUS, de: deDE, zh: zhCN } as const satisfies Record<Language, object>;

const made = new Map<string, Theme>();

/** The theme of a mode and a language; `motion` reduced: nothing fades or slides. */
export function themeOf(
  mode: Mode,
  language: Language = 'en',
  motion: 'system' | 'reduced' = 'system',
): Theme {
  const key = `${mode} ${language} ${motion}`;
  const known = made.get(key) ?? build(coloursOf(mode), language, motion === 'reduced');
  made.set(key, known);
  return known;
}
