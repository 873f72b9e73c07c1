import { OPERATORS } from '../../../search/method.ts';
import { whole } from '../../shared/format.ts';
import { COLOURINGS, type Colouring, useView } from '../view-store.ts';
import { cssOf, type Palette } from './colours.ts';

const COLOURING_WORDS: Readonly<Record<Colouring, string>> = {
  generation: 'by generation',
  operator: 'by operator',
  order: 'by order',
};

interface Props {
  readonly palette: Palette;
  /** Which operators candidates come from, by place in `OPERATORS`. */
  readonly operators: readonly boolean[];
}

/** Which candidates are drawn, and what their colours say, in words. */
export function Legend({ palette, operators }: Props) {
  const { colouring, cloud, change } = useView();
  return (
    <>
      <label className="check-line">
        <input type="checkbox" checked={cloud} onChange={({ target }) => change({ cloud: target.checked })} />
        dominated
      </label>
      <select
        aria-label="Colour"
        value={colouring}
        disabled={!cloud}
        onChange={({ target }) => change({ colouring: target.value as Colouring })}
      >
        {COLOURINGS.map((each) => (
          <option key={each} value={each}>
            {COLOURING_WORDS[each]}
          </option>
        ))}
      </select>
      {cloud && <Colours colouring={colouring} palette={palette} operators={operators} />}
    </>
  );
}

function Colours({ colouring, palette, operators }: Props & { colouring: Colouring }) {
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
      1
      <span
        className="scale"
        style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }}
        aria-hidden="true"
      />
      {whole(palette.last)}
    </span>
  );
}
