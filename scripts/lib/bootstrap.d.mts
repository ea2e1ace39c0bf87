/** Types of bootstrap.mjs, which must stay plain JavaScript. */
export const root: string;
export function giveUp(sentence: string, code?: number): never;
export function assertNode(): void;
export function staleReason(folder?: string): string | null;
export function ensurePackages(): Promise<void>;
export function pinnedNode(): { file: string; flags: string[] };
export function runToEnd(file: string, args: readonly string[], options?: object): Promise<number>;
export function toolEnvironment(): NodeJS.ProcessEnv;
export function runTypeScript(script: string, args: readonly string[], options?: object): Promise<number>;
