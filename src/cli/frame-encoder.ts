import { Option } from 'commander';
import { AppSettings } from '../service/app-settings.ts';
import { configDir } from '../service/app-state.ts';
import { userPath, type Terminal } from './terminal.ts';

/** `--frame-encoder FILE`: the same setting as the application's, for one call. */
export function frameEncoderOption(): Option {
  return new Option(
    '--frame-encoder <file>',
    'ONNX image encoder (CLIP, DINO, ...) that the policy sees through, or “none”; default: what is set in the application',
  );
}

/**
 * The image encoder's file for this call: as given, else as set in the application; null for none.
 * @throws ServiceError when the application's settings can't be understood.
 */
export async function frameEncoderFor(terminal: Terminal, given: string | undefined): Promise<string | null> {
  if (given === 'none') return null;
  if (given !== undefined) return userPath(terminal, given);
  return (await new AppSettings(configDir()).read()).frameEncoder;
}
