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
 * The executables of ffmpeg-static that may be run: the package itself does not check what it downloads, so this
 * program does before first use, and refuses one that is not listed. Where each row comes from, and how to add one,
 * is written in docs/decisions/media-tools.md.
 */
export const KNOWN_BINARIES: readonly KnownBinary[] = [
  {
    release: 'b6.1.1',
    platform: 'linux',
    arch: 'x64',
    sha256: 'e7e7fb30477f717e6f55f9180a70386c62677ef8a4d4d1a5d948f4098aa3eb99',
  },
  {
    release: 'b6.1.1',
    platform: 'linux',
    arch: 'arm64',
    sha256: '6bb182d0d75d23028db82e9e4f723ca69b853d055698486e6984ddb2c06fb8ce',
  },
  {
    release: 'b6.1.1',
    platform: 'darwin',
    arch: 'x64',
    sha256: 'ebdddc936f61e14049a2d4b549a412b8a40deeff6540e58a9f2a2da9e6b18894',
  },
  {
    release: 'b6.1.1',
    platform: 'darwin',
    arch: 'arm64',
    sha256: 'a90e3db6a3fd35f6074b013f948b1aa45b31c6375489d39e572bea3f18336584',
  },
  {
    release: 'b6.1.1',
    platform: 'win32',
    arch: 'x64',
    sha256: '04e1307997530f9cf2fe35cba2ca7e8875ca91da02f89d6c7243df819c94ad00',
  },
];
