import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** A pine green: white on its sixth shade, and its text shades on both grounds, have a contrast of at least 4.5. */
const pine: MantineColorsTuple = [
  '#ebf7f2',
  '#d5ebe2',
  '#a8d7c4',
  '#78c2a4',
  '#50b089',
  '#37a577',
  '#14634f',
  '#115644',
  '#0c4a3a',
  '#063d2f',
];

/** A list that opens scrolls by itself: Mantine's own scroll area would bring a style that the page's policy refuses. */
const SCROLLS = { withScrollArea: false, styles: { options: { maxHeight: 236, overflowY: 'auto' } } } as const;

export const theme = createTheme({
  colors: { pine },
  primaryColor: 'pine',
  primaryShade: 6,
  autoContrast: true,
  luminanceThreshold: 0.35,
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace',
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.375rem' }, h2: { fontSize: '1.0625rem' }, h3: { fontSize: '0.9375rem' } } },
  // By name: importing the components here would bring all of them to the first page.
  components: {
    Anchor: { defaultProps: { underline: 'always' } },
    Button: { defaultProps: { size: 'sm' } },
    Card: { defaultProps: { withBorder: true, padding: 'md' } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 120 } } },
    Select: { defaultProps: { allowDeselect: false, checkIconPosition: 'right', ...SCROLLS } },
    MultiSelect: { defaultProps: SCROLLS },
    Autocomplete: { defaultProps: SCROLLS },
    TagsInput: { defaultProps: SCROLLS },
    Table: { defaultProps: { verticalSpacing: 'xs' } },
    TextInput: { defaultProps: { autoComplete: 'off' } },
    Tooltip: { defaultProps: { openDelay: 300 } },
  },
});
