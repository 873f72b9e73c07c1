import { useDesign } from './design-store.ts';

/** Where the canvas is: the way from the network into the open cell, each step a button. */
export function Breadcrumb() {
  const trail = useDesign((design) => design.trail);
  return (
    <nav className="breadcrumb" aria-label="Levels">
      <button
        type="button"
        aria-current={trail.length === 0 ? 'location' : undefined}
        onClick={() => useDesign.getState().up(trail.length)}
      >
        Network
      </button>
      {trail.map((name, i) => (
        <span key={name}>
          <span aria-hidden="true"> › </span>
          <button
            type="button"
            aria-current={i === trail.length - 1 ? 'location' : undefined}
            onClick={() => useDesign.getState().up(trail.length - 1 - i)}
          >
            {name}
          </button>
        </span>
      ))}
    </nav>
  );
}
