import TextField from '@mui/material/TextField';
import type { Said } from '../../src/tasks/said/said.ts';
import { useState, type JSX } from 'react';
import { sentenceOf } from '../client.ts';
import { useSay } from '../words/said.ts';

/** What the service found of the path that is kept. */
interface Found {
  readonly usable: boolean;
  /** What it can do, or why not. */
  readonly sentence: string;
  readonly said: Said | null;
}

/** A setting that names a file or folder of this machine, which the service looks at before it keeps it. */
export interface PathSettingProps {
  readonly label: string;
  readonly placeholder: string;
  readonly testId: string;
  /** What is kept now; empty: nothing. */
  readonly kept: string;
  /** Said while the service looks. */
  readonly looking: string;
  /** The question what is kept, as a query has it. */
  readonly now: { readonly data: Found | undefined; readonly isPending: boolean; readonly error: Complaint };
  /** The change of it, as a mutation has it; `reset` forgets a refusal. */
  readonly change: { readonly isPending: boolean; readonly error: Complaint; readonly reset: () => void };
  /** Asks for it to be kept (null: nothing); resolves when it is. */
  readonly onKeep: (path: string | null) => Promise<unknown>;
}

type Complaint = { readonly message: string } | null;

/** One text field with a status sentence. What is typed counts when the field is left or Enter is pressed. */
export function PathSetting({
  label,
  placeholder,
  testId,
  kept,
  looking,
  now,
  change,
  onKeep,
}: PathSettingProps): JSX.Element {
  const say = useSay();
  const busy = change.isPending;
  const error = change.error ?? now.error;
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
        change.reset();
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
      error={error !== null || now.data?.usable === false}
      helperText={
        error === null ? (busy || now.isPending ? looking : now.data && say(now.data)) : sentenceOf(error)
      }
    />
  );
}
