import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import InputBase from '@mui/material/InputBase';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type JSX } from 'react';
import { keepFocus } from '../app/action-button.tsx';
import { perform } from '../app/studio.ts';
import { trpc } from '../client.ts';
import { acceptable, advice, onlyPolicy, onlyTask, percent, type Offer } from './accept-plan.ts';

/** Shares of right suggestions that the service knows thresholds for. */
const PRECISIONS = [0.8, 0.9, 0.95] as const;

/**
 * Takes every suggestion above a confidence into the truth at once, as one undo step. Where the policy is calibrated the
 * confidence to begin with follows from held-out videos, with the reason; where it is not, a person has to choose a score.
 */
export function AcceptAll({ offers }: { readonly offers: readonly Offer[] }): JSX.Element | null {
  const policies = useQuery(trpc.policies.list.queryOptions()).data ?? [];
  const [precision, setPrecision] = useState<number>(0.9);
  const [typed, setTyped] = useState<string | null>(null);
  const why = useId();
  if (!offers.some(({ suggestions }) => suggestions.some(({ status }) => status === 'pending'))) return null;
  const policy = onlyPolicy(offers);
  const confidence = policy === null ? undefined : policies.find(({ id }) => id === policy)?.confidence;
  const calibrated = (confidence?.error ?? null) !== null;
  const found = advice(policy === null ? undefined : (confidence ?? null), precision, onlyTask(offers));
  const begin = found.threshold === null ? '' : String(Math.round(found.threshold * 100));
  const text = typed ?? begin;
  const threshold = thresholdOf(text, calibrated);
  const count = threshold === null ? 0 : acceptable(offers, threshold);
  return (
    <Box component="section" aria-label="Accept all above" sx={{ px: 3, pb: 2 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, flexWrap: 'wrap' }}>
        <Box component="label" sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
          {calibrated ? 'All of at least' : 'All with a score of at least'}
          <InputBase
            value={text}
            onChange={(event) => setTyped(event.target.value)}
            error={text !== '' && threshold === null}
            inputProps={{
              inputMode: 'decimal',
              'aria-label': calibrated ? 'Least confidence in percent' : 'Least score',
              'aria-describedby': why,
              'aria-invalid': text !== '' && threshold === null,
            }}
            sx={{
              width: 48,
              px: 1,
              border: 1,
              borderColor: text !== '' && threshold === null ? 'error.main' : 'divider',
              borderRadius: 1,
              fontSize: 13,
            }}
          />
          {calibrated ? '%' : ''}
        </Box>
        {calibrated && (
          <Box
            component="label"
            sx={{ display: 'flex', alignItems: 'center', gap: 2, color: 'text.secondary' }}
          >
            right
            <Select
              variant="standard"
              value={precision}
              onChange={(event) => {
                setPrecision(event.target.value);
                setTyped(null);
              }}
              inputProps={{ 'aria-label': 'Share of right ones wished for' }}
              sx={{ fontSize: 13 }}
            >
              {PRECISIONS.map((each) => (
                <MenuItem key={each} value={each}>
                  {percent(each)}
                </MenuItem>
              ))}
            </Select>
          </Box>
        )}
        <Box sx={{ flex: 1 }} />
        <Button
          variant="outlined"
          disabled={count === 0}
          onMouseDown={keepFocus}
          onClick={() => void perform([{ name: 'acceptAllAbove', params: paramsOf(offers, threshold ?? 1) }])}
        >
          {`Accept ${count}`}
        </Button>
      </Box>
      <Box id={why} data-testid="accept-why" sx={{ fontSize: 12, color: 'text.secondary', mt: 1 }}>
        {found.sentence}
      </Box>
    </Box>
  );
}

function paramsOf(offers: readonly Offer[], threshold: number): Record<string, unknown> {
  return { items: offers.map(({ item }) => item.id), threshold };
}

/** Percent where scores are probabilities, else a score in [0, 1]; null when it is neither. */
function thresholdOf(text: string, calibrated: boolean): number | null {
  const value = Number(text.trim().replace(',', '.'));
  if (text.trim() === '' || !Number.isFinite(value)) return null;
  const share = calibrated ? value / 100 : value;
  return share >= 0 && share <= 1 ? share : null;
}
