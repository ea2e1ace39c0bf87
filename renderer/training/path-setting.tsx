import TextField from '@mui/material/TextField';
import { useState, type JSX } from 'react';

/** A setting that names a file or folder of this machine, which the service looks at before it keeps it. */
export interface PathSettingProps {
  readonly label: string;
  readonly placeholder: string;
  readonly testId: string;
  /** What is kept now; empty: nothing. */
  readonly kept: string;
  /** What is known about it, or what is being done, one sentence. */
  readonly status: string;
  /** Why it was not kept or can't be read; null where nothing is wrong with the asking. */
  readonly refusal: string | null;
  /** False where what is kept can't be used. */
  readonly usable: boolean;
  readonly busy: boolean;
  /** Asks for it to be kept (null: nothing); resolves when it is. */
  readonly onKeep: (path: string | null) => Promise<unknown>;
  /** What was refused is being changed. */
  readonly onEdit: () => void;
}

/** One text field with a status sentence. What is typed counts when the field is left or Enter is pressed. */
export function PathSetting({
  label,
  placeholder,
  testId,
  kept,
  status,
  refusal,
  usable,
  busy,
  onKeep,
  onEdit,
}: PathSettingProps): JSX.Element {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? kept;
  const keep = (): void => {
    const wanted = shown.trim();
    if (busy || wanted === kept) return;
    onKeep(wanted === '' ? null : wanted).then(
      () => setTyped(null),
      // What was refused stays to be mended; the sentence stands below it.
      () => undefined,
    );
  };
  return (
    <TextField
      label={label}
      placeholder={placeholder}
      value={shown}
      onChange={(event) => {
        setTyped(event.target.value);
        onEdit();
      }}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        // Enter would start a run: the field is inside its form.
        event.preventDefault();
        keep();
      }}
      slotProps={{
        inputLabel: { shrink: true },
        htmlInput: { spellCheck: false, 'data-testid': testId },
        formHelperText: { role: 'status' },
      }}
      error={refusal !== null || !usable}
      helperText={refusal ?? status}
    />
  );
}
