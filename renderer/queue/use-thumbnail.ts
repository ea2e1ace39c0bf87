import { useQuery } from '@tanstack/react-query';
import { getAsset } from '../client.ts';

const RETRY_MS = 1_500;

/** Address of a thumbnail once the service has made it; an `<img>` would take “not yet” for “broken”. */
export function useThumbnail(url: string): string | null {
  const query = useQuery({
    queryKey: ['asset', 'thumbnail', url],
    // Read to its end, so that the picture comes from the browser's cache afterwards.
    queryFn: ({ signal }) => getAsset(url, async (response) => (await response.blob()).size, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'making' ? RETRY_MS : false),
  });
  return query.data?.state === 'ready' ? url : null;
}
