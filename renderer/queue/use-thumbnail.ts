import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { getAsset } from '../client.ts';

const RETRY_MS = 1_500;

/** Address of a thumbnail once the service has made it; an `<img>` would take “not yet” for “broken”. */
export function useThumbnail(url: string): string | null {
  const [address, setAddress] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ['asset', 'thumbnail', url],
    queryFn: ({ signal }) => getAsset(url, (response) => response.blob(), signal),
    refetchInterval: ({ state }) => (state.data?.state === 'making' ? RETRY_MS : false),
  });
  const blob = query.data?.state === 'ready' ? query.data.value : null;
  useEffect(() => {
    if (blob === null) return undefined;
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address;
}
