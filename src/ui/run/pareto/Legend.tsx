import { OPERATORS } from '../../../search/method.ts';
import { whole } from '../../shared/format.ts';
import type { Colouring } from '../view-store.ts';
import { cssOf, type Palette } from './colours.ts';

interface Props {
  readonly colouring: Colouring;
  readonly palette: Palette;
  /** Which operators candidates come from, by place in `OPERATORS`. */
  readonly operators: readonly boolean[];
}

/** What the dots' colours say, in words. */
export function Legend({ colouring, palette, operators }: Props) {
  if (colouring === 'operator') {
    return (
      <ul className="plain-list colours" aria-label="Colours">
        {OPERATORS.map(
          (operator, i) =>
            operators[i] && (
              <li key={operator}>
                <span className="swatch" style={{ background: cssOf(palette.colours[i]!) }} />
                {operator}
              </li>
            ),
        )}
      </ul>
    );
  }
  const { colours } = palette;
  const stops = colours.filter((_, i) => i % 4 === 0 || i === colours.length - 1).map(cssOf);
  return (
    <span className="colours">
      {colouring === 'generation' ? 'generation' : 'evaluation'} 1
      <span
        className="scale"
        style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }}
        aria-hidden="true"
      />
      {whole(palette.last)}
    </span>
  );
}
