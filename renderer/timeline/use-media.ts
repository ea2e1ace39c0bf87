import { useQuery } from '@tanstack/react-query';
import type { FilmstripSheet, VideoDetail } from '../../src/service/contract/index.ts';
import { z } from 'zod';
import { useView } from '../app/view-store.ts';
import { getAsset, type Fetched } from '../client.ts';
import { readPeaks, type Filmstrip, type Peaks } from './media-band.ts';

const sheetSchema = z.object({
  columns: z.int().positive(),
  rows: z.int().positive(),
  tileWidth: z.int().positive(),
  tileHeight: z.int().positive(),
  ticks: z.array(z.int()),
}) satisfies z.ZodType<FilmstripSheet>;

function assetKey(videoId: string, kind: string): readonly unknown[] {
  return ['asset', videoId, kind];
}

async function loadFilmstrip(detail: VideoDetail, signal: AbortSignal): Promise<Fetched<Filmstrip>> {
  const sheet = await getAsset(
    detail.urls.filmstrip,
    async (response) => sheetSchema.parse(await response.json()),
    signal,
  );
  if (sheet.state !== 'ready') return sheet;
  const image = await getAsset(
    detail.urls.filmstripSheet,
    async (response) => createImageBitmap(await response.blob()),
    signal,
  );
  return image.state === 'ready'
    ? { state: 'ready', value: { sheet: sheet.value, image: image.value } }
    : image;
}

/** Pictures for behind the timeline; null while they are being made (an event brings them) or where there are none. */
export function useFilmstrip(detail: VideoDetail): Filmstrip | null {
  const query = useQuery({
    queryKey: assetKey(detail.id, 'filmstrip'),
    queryFn: ({ signal }) => loadFilmstrip(detail, signal),
  });
  return query.data?.state === 'ready' ? query.data.value : null;
}

export function usePeaks(detail: VideoDetail): Peaks | null {
  const { peaks } = detail.urls;
  const query = useQuery({
    queryKey: assetKey(detail.id, 'peaks'),
    queryFn: ({ signal }) =>
      getAsset(peaks ?? '', async (response) => readPeaks(await response.arrayBuffer()), signal),
    enabled: peaks !== null,
  });
  return query.data?.state === 'ready' ? query.data.value : null;
}

/** Up to so many pixels in all its frames, a video is searched for changes of shot without being asked to. */
const CHEAP = 1e10;

/** Ticks at which a new shot begins; none while they are being looked for. Long videos are searched once edges are to snap. */
export function useCuts(detail: VideoDetail): Float64Array {
  const snaps = useView((view) => view.snap);
  const cheap = detail.frameCount * detail.width * detail.height <= CHEAP;
  const query = useQuery({
    queryKey: assetKey(detail.id, 'cuts'),
    queryFn: ({ signal }) =>
      getAsset(
        `/cuts/${encodeURIComponent(detail.id)}`,
        async (response) => new Float64Array(await response.arrayBuffer()),
        signal,
      ),
    enabled: detail.playable && (snaps || cheap),
  });
  return query.data?.state === 'ready' ? query.data.value : NO_CUTS;
}

const NO_CUTS = new Float64Array();
