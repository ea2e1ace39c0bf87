import InputBase from '@mui/material/InputBase';
import { useState, type JSX } from 'react';

/** A line that adds a text to a list when Enter is pressed. */
export function TextAdder({
  label,
  onAdd,
}: {
  readonly label: string;
  readonly onAdd: (text: string) => void;
}): JSX.Element {
  const [typed, setTyped] = useState('');
  return (
    <InputBase
      fullWidth
      value={typed}
      placeholder={label}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setTyped('');
        if (event.key !== 'Enter' || typed.trim() === '') return;
        event.preventDefault();
        onAdd(typed.trim());
        setTyped('');
      }}
      inputProps={{ 'aria-label': label }}
      sx={{ fontSize: 12, mt: 1, px: 0.5, borderRadius: 0.5, '&:hover': { bgcolor: 'action.hover' } }}
    />
  );
}
