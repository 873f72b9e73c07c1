import { hash128 } from '../architecture/hash.ts';
import type { SpaceDocument } from '../space/document.ts';
import { type ReadDocument, readDocument } from '../space/read-json.ts';

/** Characters of a packed space in a link, and bytes that it may unpack to. */
export const LINK_LIMITS = { packed: 32_768, unpacked: 262_144 } as const;

const VERSION = 1;
const PREFIX = '#/space/';

/** The address's hash that carries a space: version, checksum, and the document, deflated. Throws where it is too large. */
export async function linkHash(space: SpaceDocument): Promise<string> {
  const text = JSON.stringify(space);
  const bytes = new Uint8Array(
    await new Response(
      new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw')),
    ).arrayBuffer(),
  );
  const packed = toBase64Url(bytes);
  const { length } = new TextEncoder().encode(text);
  if (length > LINK_LIMITS.unpacked) {
    throw new Error(
      `This space has ${length.toLocaleString('en')} bytes, and ${LINK_LIMITS.unpacked.toLocaleString('en')} are the most in a link: save it as a file instead.`,
    );
  }
  if (packed.length > LINK_LIMITS.packed) {
    throw new Error(
      `This space takes ${packed.length.toLocaleString('en')} characters in a link, and ${LINK_LIMITS.packed.toLocaleString('en')} are the most: save it as a file instead.`,
    );
  }
  return `${PREFIX}${VERSION}.${checksum(text)}.${packed}`;
}

/** Whether a hash carries a space. */
export const isLink = (hash: string): boolean => hash.startsWith(PREFIX);

/** Reads a space from a hash. Everything about it is doubted: size, form, checksum, document. */
export async function readLink(hash: string): Promise<ReadDocument> {
  const refuse = (message: string): ReadDocument => ({ ok: false, problems: [{ path: '', message }] });
  const [, version, sum, packed] = /^#\/space\/(\d+)\.([0-9a-f]{8})\.([A-Za-z0-9_-]*)$/.exec(hash) ?? [];
  if (version === undefined || packed === undefined)
    return refuse('in the link is cut off or changed: copy the whole link');
  if (Number(version) !== VERSION)
    return refuse(`in the link was written by another version (${version}); this one reads ${VERSION}`);
  if (packed.length > LINK_LIMITS.packed)
    return refuse(`in the link has more than ${LINK_LIMITS.packed} characters`);
  let text: string | undefined;
  try {
    text = await inflate(packed);
  } catch {
    return refuse('in the link is damaged: copy the whole link');
  }
  if (text === undefined) return refuse(`in the link unpacks to more than ${LINK_LIMITS.unpacked} bytes`);
  if (checksum(text) !== sum) return refuse('in the link is damaged: copy the whole link');
  return readDocument(text);
}

const checksum = (text: string): string => hash128(text).slice(0, 8);

/** Unpacks chunk by chunk, and stops at the limit: `undefined`. */
async function inflate(packed: string): Promise<string | undefined> {
  const stream = new Blob([fromBase64Url(packed)])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > LINK_LIMITS.unpacked) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
