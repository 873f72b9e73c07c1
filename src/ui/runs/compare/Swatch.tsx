import type { Look } from './looks.ts';

/** A piece of the line that something is drawn with. */
export function Swatch({ look }: { look: Look }) {
  return (
    <svg className="line-swatch" width="26" height="8" aria-hidden="true">
      <line x1="0" y1="4" x2="26" y2="4" stroke={look.colour} strokeWidth="2" strokeDasharray={look.dash} />
    </svg>
  );
}
