/** One binary that the ffmpeg-static package is known to download. */
export interface KnownBinary {
  /** ffmpeg-static's binary release tag, such as `b6.1.1`. */
  readonly release: string;
  readonly platform: string;
  readonly arch: string;
  /** Lowercase hexadecimal SHA-256 of the unpacked executable. */
  readonly sha256: string;
}

/**
 * The executables of ffmpeg-static that may be run. The package itself does not check what it downloads, so this
 * program does before first use. A row is added only by someone who has downloaded that release from its official
 * place and compared (docs/decisions/media-tools.md); an executable that is not listed is refused with a sentence.
 */
export const KNOWN_BINARIES: readonly KnownBinary[] = [];
