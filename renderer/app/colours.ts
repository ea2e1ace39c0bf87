import { useTheme } from '@mui/material/styles';
import { coloursOf, type Colours } from '../theme.ts';

/** The colours of the theme in use, for what is drawn by hand. */
export function useColours(): Colours {
  return coloursOf(useTheme().palette.mode);
}
