import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type JSX } from 'react';
import type { ItemRow } from '../../src/service/contract/index.ts';
import { useColours } from '../app/colours.ts';
import { useView } from '../app/view-store.ts';
import { getAsset, type Fetched } from '../client.ts';
import { useWords } from '../words/words.ts';
import { paintHeat } from './paint-heat.ts';

const RETRY_MS = 1_000;

/**
 * Where the group of answers that the current policy draws for an item lies: for each of equal parts of the video, the share of
 * the answers that covers it, in [0, 1].
 */
export function useDensity(itemId: string | null, policyId: string | null): Fetched<Float32Array> {
  const query = useQuery({
    queryKey: ['density', itemId, policyId],
    queryFn: ({ signal }) =>
      getAsset(
        `/density/${encodeURIComponent(itemId ?? '')}`,
        async (response) => new Float32Array(await response.arrayBuffer()),
        signal,
      ),
    enabled: itemId !== null,
    refetchInterval: ({ state }) => (state.data?.state === 'making' ? RETRY_MS : false),
  });
  return query.data ?? { state: 'making' };
}

/** The policy's answers to the selected item as heat over the whole video; shown where a person asks for it. */
export function HeatStrip({
  item,
  policyId,
}: {
  readonly item: ItemRow;
  readonly policyId: string | null;
}): JSX.Element | null {
  const shown = useView((view) => view.heat);
  return shown ? <Strip item={item} policyId={policyId} /> : null;
}

function Strip({
  item,
  policyId,
}: {
  readonly item: ItemRow;
  readonly policyId: string | null;
}): JSX.Element {
  const t = useWords('suggestions');
  const density = useDensity(item.id, policyId);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { accent } = useColours();
  useEffect(() => {
    if (density.state !== 'ready' || canvas.current === null) return;
    canvas.current.width = Math.max(1, density.value.length);
    canvas.current.height = 1;
    const context = canvas.current.getContext('2d');
    if (context !== null)
      paintHeat(context, density.value, accent, { x: 0, width: density.value.length, y: 0, height: 1 });
  }, [density, accent]);
  const peak =
    density.state === 'ready' ? density.value.reduce((most, share) => Math.max(most, share), 0) : 0;
  return (
    <Box sx={{ px: 3, pb: 2, fontSize: 12, color: 'text.secondary' }}>
      <Box sx={{ mb: 0.5 }}>
        {density.state === 'none'
          ? (density.sentence ?? t('heat.none'))
          : t(density.state === 'making' ? 'heat.drawing' : 'heat.title', { peak })}
      </Box>
      <Box
        component="canvas"
        ref={canvas}
        role="img"
        aria-label={t('heat.title', { peak })}
        data-testid="heat"
        data-state={density.state}
        sx={{ display: 'block', width: 1, height: 12, bgcolor: 'action.hover', imageRendering: 'auto' }}
      />
    </Box>
  );
}
