import { z } from 'zod';

/**
 * `viewState.get` / `viewState.set`: what a reopened project restores, kept in the project. The page owns the keys; each
 * value is any JSON of at most a million characters. `set` merges: keys left out stay.
 */
export const viewState = z.record(z.string().min(1).max(100), z.json());
export type ViewState = z.infer<typeof viewState>;
