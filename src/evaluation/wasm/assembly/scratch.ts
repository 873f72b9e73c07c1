/**
 * Working memory that the caller lends: a kernel first adds up what it needs, and gives the number of bytes back
 * where that is more than there is. The caller then lends more and calls again.
 */
let begin: usize = 0;
let size: usize = 0;
let used: usize = 0;

export function lend(address: usize, bytes: usize): void {
  begin = (address + 63) & ~63;
  size = bytes - (begin - address);
}

/** Forgets what was taken; false where `bytes` are more than was lent. Each `take` may waste up to 63 bytes. */
export function opens(bytes: usize): bool {
  used = 0;
  return bytes <= size;
}

/** The next `bytes`, aligned to a cache line. */
export function take(bytes: usize): usize {
  const address = begin + used;
  used += (bytes + 63) & ~63;
  return address;
}

/** What `take` will use for `bytes`. */
// @ts-expect-error: decorator
@inline
export function room(bytes: usize): usize {
  return (bytes + 63) & ~63;
}
