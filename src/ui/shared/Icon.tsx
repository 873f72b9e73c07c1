const PATHS = {
  logo: 'M4 4h6v10H4zM14 4h6v6h-6zM4 18h6v2H4zM14 14h6v6h-6z',
  design: 'M4 4h6v6H4zM14 14h6v6h-6zM10 7h7v7',
  run: 'M7 4l12 8-12 8z',
  runs: 'M4 6h16M4 12h16M4 18h10',
  compare: 'M4 20V4M4 20h16M7 16c3-1 4-8 12-9M7 17c4 0 6-3 12-4',
  landscape: 'M3 19l6-12 4 7 3-5 5 10zM3 19h18',
  theme: 'M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18',
} as const;

/** A line drawing of 24 × 24 units. Decoration: the words beside it name the thing. */
export function Icon({ name, size = 18 }: { name: keyof typeof PATHS; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
